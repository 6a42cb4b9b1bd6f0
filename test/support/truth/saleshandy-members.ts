/** The member list of an invented Saleshandy. */
import type { MembersForm, SaleshandyWorld, TrueMember } from './saleshandy-worlds.ts';

type Row = Record<string, unknown>;

/** The body of the answer. */
export function membersBody({ members, form }: SaleshandyWorld): Row {
  const shown = members.slice(0, members.length - hiddenOf(members, form));
  const { lists, total } = teamLists(shown, form, members.length);
  const content =
    form.teams === 0
      ? (lists[0] ?? [])
      : [
          ...lists.map((list, index) => ({ id: `t${index}`, name: `Team ${index}`, [form.key]: list })),
          ...(form.hasEmptyTeam ? [{ id: 't9', name: 'Empty', [form.key]: null }] : []),
        ];
  const more = { hasMore: hiddenOf(members, form) > 0 };
  const listEnd: Row =
    form.says === 'nothing'
      ? {}
      : form.says === 'total'
        ? { total }
        : form.says === 'text total'
          ? { total: total.toLocaleString('en') }
          : form.says === 'both'
            ? { total, ...more }
            : more;
  switch (form.where) {
    case 'body':
      return { message: 'ok', payload: content, ...listEnd };
    case 'payload':
      return { message: 'ok', payload: { data: content, ...listEnd } };
    default:
      return { message: 'ok', payload: content, [form.where]: listEnd };
  }
}

/** The number of members left out: none if no client could notice it. */
function hiddenOf(members: readonly TrueMember[], form: MembersForm): number {
  const hidden = Math.min(form.hidden, members.length - 1);
  if (hidden <= 0 || ['has more', 'both'].includes(form.says)) return Math.max(0, hidden);
  if (!form.says.includes('total')) return 0;
  const { lists, total } = teamLists(members.slice(0, members.length - hidden), form, members.length);
  const counts = [members.length - hidden, lists.flat().length, lists.length + Number(form.hasEmptyTeam)];
  return counts.some((count) => Math.abs(count - total) < 2) ? 0 : hidden;
}

function teamLists(shown: readonly TrueMember[], form: MembersForm, count: number) {
  const rows = shown.map(
    ({ id, name, email }, index): Row => ({ ...(index === form.withoutId ? {} : { id }), firstName: name, email }),
  );
  const teams = Math.max(1, form.teams);
  const lists = Array.from({ length: teams }, (_, team) => [
    ...rows.flatMap((row, index) => {
      if (index % teams === team) return [row];
      return index < form.inAll ? [again(row, form.difference)] : [];
    }),
    ...(form.hasSum && team === 0 ? [{ name: 'Total' }] : []),
  ]);
  return { lists, total: Math.max(0, count + form.totalOff) };
}

const again = (row: Row, difference: MembersForm['difference']): Row => ({
  ...row,
  ...(difference === 'no e-mail'
    ? { email: null }
    : difference === 'another name'
      ? { firstName: 'Another Name' }
      : {}),
});
