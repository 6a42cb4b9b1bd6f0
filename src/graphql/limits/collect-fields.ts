/**
 * The fields that are selected in one place of an answer, as the GraphQL specification collects them (CollectFields). A place
 * is a list of selection sets: fields with the same response name are merged, and with them the selections below.
 */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The selection sets that are merged in one place. */
export type Place = readonly SelectionSetNode[];

/** Fragments by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The fragments of a document; the first, where a name is used twice. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION || fragments.has(definition.name.value)) continue;
    fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/** What decides whether a selection counts: its directives, and the type condition of a fragment. */
interface Condition {
  readonly directives: readonly DirectiveNode[];
  readonly type: string | undefined;
}

/** The fields of a place by response name. Each fragment is entered once in a place; unknown fragments are left out. */
export function collectFields(
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

/** Whether a fragment with this type condition applies to an object type; without a condition it applies to each. */
export function appliesTo(schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const other = schema.getType(condition);
  return isAbstractType(other) && schema.isSubType(other, type);
}

/** The place below fields with the same response name. */
export const subselectionsOf = (fields: readonly FieldNode[]): Place =>
  fields.flatMap(({ selectionSet }) => selectionSet ?? []);

/** Returns a function that gives equal places equal keys, so that a place is visited once however many paths lead to it. */
export function createPlaceKeys(): (place: Place) => string {
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
