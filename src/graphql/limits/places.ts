/**
 * What is asked for in one place of an answer: a selection set, or several that are merged into one because fields of
 * one name share their answer. Follows fragments as an executor does: each once in a place.
 */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The selection sets that are merged there. */
export type Place = readonly SelectionSetNode[];

/** By name; of several of one name the first. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION || fragments.has(definition.name.value)) continue;
    fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/** What decides whether a selection counts: its directives, and the type that a fragment is about. */
interface Condition {
  readonly directives: readonly DirectiveNode[];
  readonly type: string | undefined;
}

/** The fields of a place by the name that the answer has for them. Fragments that there are not are left out. */
export function fieldsOf(
  place: Place,
  fragments: Pick<Fragments, 'get'>,
  counts: (condition: Condition) => boolean = () => true,
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const entered = new Set<string>();
  const enter = (selection: SelectionNode): void => {
    const { directives = [] } = selection;
    if (selection.kind === Kind.FIELD) {
      if (!counts({ directives, type: undefined })) return;
      const name = selection.alias?.value ?? selection.name.value;
      const same = fields.get(name);
      if (same) same.push(selection);
      else fields.set(name, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      if (!counts({ directives, type: selection.typeCondition?.name.value })) return;
      selection.selectionSet.selections.forEach(enter);
    } else {
      const fragment = fragments.get(selection.name.value);
      if (!fragment || entered.has(selection.name.value)) return;
      if (!counts({ directives, type: fragment.typeCondition.name.value })) return;
      entered.add(selection.name.value);
      fragment.selectionSet.selections.forEach(enter);
    }
  };
  for (const { selections } of place) selections.forEach(enter);
  return fields;
}

/** What is asked for below fields of one name. */
export const placeBelow = (fields: readonly FieldNode[]): Place =>
  fields.flatMap(({ selectionSet }) => selectionSet ?? []);

/** Names places, equal ones equally, so that a place is looked at once however many ways lead to it. */
export function createPlaceNames(): (place: Place) => string {
  const numbers = new Map<SelectionSetNode, number>();
  return (place) =>
    place
      .map((set) => {
        const number = numbers.get(set) ?? numbers.size;
        numbers.set(set, number);
        return number;
      })
      .join();
}
