/** The people made by hand, each for a reason, and their records in each source. All names are invented. */
import type { CalcomUser, Human } from './model.ts';

export const ORG_ID = 4100;
export const TEAM_ID = 4210;
export const OTHER_TEAM_ID = 4220;
export const CALLER_ID = 1001;

/** A member of the cast: the person, and their records in the sources that have one. */
export interface Character extends Human {
  calcom: CalcomUser | null;
  saleshandy: { id: string; firstName: string; lastName: string; email: string; active: boolean } | null;
}

type Account = Pick<CalcomUser, 'id' | 'name' | 'email'> & Partial<CalcomUser>;
type Sender = [id: string, firstName: string, lastName: string, email: string, active?: 'never-active'];

function character(
  key: string,
  note: string,
  { calcom, saleshandy, alo = [] }: { calcom?: Account; saleshandy?: Sender; alo?: string[] },
): Character {
  const [id, firstName, lastName, email, active] = saleshandy ?? [];
  return {
    key,
    note,
    aloNames: alo,
    calcomId: calcom?.id ?? null,
    saleshandyId: id ?? null,
    calcom: calcom ? { ...accountDefaults(calcom), ...calcom } : null,
    saleshandy:
      id && firstName && lastName && email ? { id, firstName, lastName, email, active: active === undefined } : null,
  };
}

function accountDefaults({ id, email }: Account): Omit<CalcomUser, 'id' | 'name' | 'email'> {
  const username = email.slice(0, email.indexOf('@')).toLowerCase();
  return {
    username,
    avatarUrl: `/${username}/avatar.png`,
    timeZone: 'Europe/Berlin',
    createdMs: Date.UTC(2023, 4, 1) + id * 3_600_000,
    role: 'MEMBER',
    inOrg: true,
    teamIds: [TEAM_ID],
  };
}

export const CAST: readonly Character[] = [
  character('maya', 'The caller: owner of the team and of the organization, in all three sources.', {
    calcom: {
      id: CALLER_ID,
      name: 'Maya Okafor',
      email: 'maya.okafor@example.com',
      role: 'OWNER',
      avatarUrl: 'https://cdn.example.com/avatars/maya.png',
      timeZone: 'Europe/London',
    },
    saleshandy: ['7kQmZ21xPa', 'Maya', 'Okafor', 'maya.okafor@example.com'],
    alo: ['Maya Okafor'],
  }),
  character('jonas', 'The e-mail differs in case between Cal.com and Saleshandy.', {
    calcom: { id: 1002, name: 'Jonas Brandt', email: 'jonas.brandt@example.com', role: 'ADMIN' },
    saleshandy: ['Hx04RtbW9e', 'Jonas', 'Brandt', 'Jonas.Brandt@Example.com'],
    alo: ['Jonas Brandt'],
  }),
  character('alexSales', 'One of two people named Alex Kim, both in Cal.com; this one is in Saleshandy too.', {
    calcom: { id: 7, name: 'Alex Kim', email: 'alex.kim@example.com', timeZone: 'America/New_York' },
    saleshandy: ['mN5c0KdJ2s', 'Alex', 'Kim', 'alex.kim@example.com'],
    alo: ['Alex Kim'],
  }),
  character('alexDesign', 'The other Alex Kim.', {
    calcom: { id: 1019, name: 'Alex Kim', email: 'alex.kim.design@example.com', timeZone: 'Asia/Seoul' },
    alo: ['Alex Kim'],
  }),
  character('jose', 'Two spellings in ALO, with and without diacritics; an older spelling in the routing forms.', {
    calcom: { id: 1005, name: 'José Álvarez', email: 'jose.alvarez@example.com', timeZone: 'Europe/Madrid' },
    saleshandy: ['Zb71UyVq3L', 'José', 'Álvarez', 'jose.alvarez@example.com'],
    alo: ['José Álvarez', 'Jose Alvarez'],
  }),
  character('bob', 'Two first names in ALO, which only an operator can link.', {
    calcom: { id: 1042, name: 'Bob Lang', email: 'bob@example.com', timeZone: 'America/Chicago' },
    saleshandy: ['2dP27N0gZ4', 'Bob', 'Lang', 'bob@example.com'],
    alo: ['Bob Lang', 'Robert Lang'],
  }),
  character('priya', 'In Cal.com only; no username.', {
    calcom: { id: 1008, name: 'Priya Raman', email: 'priya.raman@example.com', username: null, avatarUrl: null },
  }),
  character('tomek', 'No name in Cal.com; Saleshandy knows it.', {
    calcom: { id: 1009, name: null, email: 'tomek.wojcik@example.com', username: 'tomek', timeZone: 'Europe/Warsaw' },
    saleshandy: ['fE8sA6hT1o', 'Tomek', 'Wójcik', 'tomek.wojcik@example.com'],
    alo: ['Tomek Wójcik'],
  }),
  character('frontDesk', 'A shared account: neither name nor username; in Saleshandy, but never active there.', {
    calcom: { id: 1010, name: null, email: 'front.desk@example.com', username: null, avatarUrl: null },
    saleshandy: ['gJ3pX9wCk5', 'Front', 'Desk', 'front.desk@example.com', 'never-active'],
  }),
  character('sofia', 'One person whose e-mails differ outright: nothing safe joins her two records.', {
    calcom: { id: 1011, name: 'Sofia Marchetti', email: 'sofia.marchetti@example.com', timeZone: 'Europe/Rome' },
    saleshandy: ['R6nYv0iDb8', 'Sofia', 'Marchetti', 's.marchetti@example.org'],
    alo: ['Sofia Marchetti'],
  }),
  character('danielHost', 'Shares his name with another person, who is in Saleshandy.', {
    calcom: { id: 1012, name: 'Daniel Novak', email: 'daniel.novak@example.com', timeZone: 'Europe/Prague' },
    alo: ['Daniel Novak'],
  }),
  character('danielSender', 'The Daniel Novak of Saleshandy: another person, with another e-mail.', {
    saleshandy: ['Lw2oS7zFq9', 'Daniel', 'Novak', 'dnovak@example.org'],
  }),
  character('grace', 'In all three sources, under one name and e-mail; no avatar.', {
    calcom: { id: 1013, name: 'Grace Lindqvist', email: 'grace.lindqvist@example.com', avatarUrl: null },
    saleshandy: ['u4GhM1eKx7', 'Grace', 'Lindqvist', 'grace.lindqvist@example.com'],
    alo: ['Grace Lindqvist', 'grace  lindqvist'],
  }),
  character('lena', 'In the organization, not in the team; hosts for the other team.', {
    calcom: { id: 1015, name: 'Lena Fischer', email: 'lena.fischer@example.com', teamIds: [OTHER_TEAM_ID] },
    alo: ['Lena Fischer'],
  }),
  character('omar', 'In the organization, in no team of it.', {
    calcom: { id: 1017, name: 'Omar Haddad', email: 'omar.haddad@example.com', teamIds: [] },
  }),
  character('victor', 'Left: host of old bookings, in no membership and not among the organization users.', {
    calcom: { id: 1016, name: 'Victor Hale', email: 'victor.hale@example.com', inOrg: false, teamIds: [] },
    alo: ['Victor Hale'],
  }),
  character('nadia', 'In Saleshandy only.', {
    saleshandy: ['Qe81LrT0vB', 'Nadia', 'Petrova', 'nadia.petrova@example.com'],
  }),
  character('oswald', 'A guest who creates actions in ALO and whom nobody else knows.', { alo: ['Oswald Finch'] }),
];
