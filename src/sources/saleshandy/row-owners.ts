/** Finds the member whom a row of a report belongs to: by any of the row's ids, or else by its e-mail. */
import { foldEmail } from '../folding.ts';
import type { SaleshandyMember, SentRow, StatsRow } from './model.ts';
import { isSum } from './notation.ts';

export interface OwnedRow<Metric extends string> extends StatsRow<Metric> {
  /** Equal for rows of the same person; undefined for a row that has no id. */
  readonly key: string | undefined;
  /**
   * - MEMBER: the member with `userId`
   * - STRANGER: a person whose ids no member has
   * - UNNAMED: unknown, since the row has no ids
   * - SUM: several people
   */
  readonly owner: 'MEMBER' | 'STRANGER' | 'UNNAMED' | 'SUM';
}

export type FindOwner = <Metric extends string>(row: SentRow<Metric>) => OwnedRow<Metric>;

/** Finds owners among the members of the directory. */
export function createFindOwner(members: readonly SaleshandyMember[]): FindOwner {
  const byId = new Map(members.map((member) => [member.userId, member]));
  const byEmail = Map.groupBy(
    members.filter(({ email }) => email !== null),
    ({ email }) => foldEmail(email ?? ''),
  );

  /** The one member whom the row names; null if it names none or several. */
  function memberOf({ ids, email }: SentRow<string>): SaleshandyMember | null {
    const byIds = [...new Set(ids.flatMap((id) => byId.get(id) ?? []))];
    const mailed = email === null ? [] : (byEmail.get(foldEmail(email)) ?? []);
    // An id of another kind may equal the id of another member, so the e-mail must not contradict it.
    const agreed = mailed.length === 0 ? byIds : byIds.filter((member) => mailed.includes(member));
    const [owner, another] = byIds.length > 0 ? agreed : mailed;
    return owner && !another ? owner : null;
  }

  return ({ ids, ...row }) => {
    const member = memberOf({ ids, ...row });
    if (member) return { ...row, userId: member.userId, key: member.userId, owner: 'MEMBER' };
    if (row.email === null && isSum(row.name)) return { ...row, userId: null, key: undefined, owner: 'SUM' };
    if (ids.length > 0) return { ...row, userId: null, key: JSON.stringify(ids), owner: 'STRANGER' };
    return { ...row, userId: null, key: undefined, owner: 'UNNAMED' };
  };
}
