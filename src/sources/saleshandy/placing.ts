/** Whose the rows of a report are: found by any id that a row has, else by its e-mail. */
import { foldEmail } from '../values.ts';
import type { SaleshandyMember, SentRow, StatsRow } from './model.ts';
import { isSum } from './reading.ts';

/** A row, and what tells it from those of others; undefined where it has no id. */
export interface PlacedRow<Metric extends string> extends StatsRow<Metric> {
  readonly key: string | undefined;
  /** MEMBER: `userId` is theirs. STRANGER: it has ids, and none is a member's. UNNAMED: it has none. SUM: of several people. */
  readonly owner: 'MEMBER' | 'STRANGER' | 'UNNAMED' | 'SUM';
}

/** Places rows among the members of the directory. */
export type Place = <Metric extends string>(row: SentRow<Metric>) => PlacedRow<Metric>;

export function createPlace(members: readonly SaleshandyMember[]): Place {
  const byId = new Map(members.map((member) => [member.userId, member]));
  const byEmail = Map.groupBy(
    members.filter(({ email }) => email !== null),
    ({ email }) => foldEmail(email ?? ''),
  );

  /** The one member that the row names; null where it names none, or several. */
  function ownerOf({ ids, email }: SentRow<string>): SaleshandyMember | null {
    const named = [...new Set(ids.flatMap((id) => byId.get(id) ?? []))];
    const mailed = email === null ? [] : (byEmail.get(foldEmail(email)) ?? []);
    // Ids of another kind may be equal to those of other members: the e-mail must not say somebody else.
    const agreed = mailed.length === 0 ? named : named.filter((member) => mailed.includes(member));
    const [owner, another] = named.length > 0 ? agreed : mailed;
    return owner && !another ? owner : null;
  }

  return ({ ids, ...row }) => {
    const owner = ownerOf({ ids, ...row });
    if (owner) return { ...row, userId: owner.userId, key: owner.userId, owner: 'MEMBER' };
    if (row.email === null && isSum(row.name)) return { ...row, userId: null, key: undefined, owner: 'SUM' };
    if (ids.length > 0) return { ...row, userId: null, key: JSON.stringify(ids), owner: 'STRANGER' };
    return { ...row, userId: null, key: undefined, owner: 'UNNAMED' };
  };
}
