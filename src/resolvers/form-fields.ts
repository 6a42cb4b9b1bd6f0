/**
 * The custom form fields that a request selects anywhere. They are known before anything is read, so that one call for the
 * actions of a period carries all of them; and ALO's remarks on them.
 */
import {
  type FieldNode,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { BadInputError } from '../errors.ts';
import { oncePerObject } from '../once.ts';
import { oncePerPlace } from './places.ts';

/** What is needed to read a request: the same for all fields, apart from their nodes. */
export type RequestInfo = Pick<
  GraphQLResolveInfo,
  'schema' | 'operation' | 'fragments' | 'variableValues' | 'fieldNodes'
>;

const MAX_FIELDS = 50;
const LONGEST_NAME = 100;
/** In characters of a URL: servers limit one to 8,000 or more. */
const LONGEST_IN_ALL = 6000;

/** By the variables, which are one object for each request. */
const fieldsOfRequests = new WeakMap<GraphQLResolveInfo['variableValues'], readonly string[]>();

/** The names that the whole request selects, sorted. Throws a `BadInputError` if they are too many or too long in total. */
export const formFieldsOfRequest = (info: RequestInfo): readonly string[] =>
  computeOnce(fieldsOfRequests, info.variableValues, () => formFieldsIn([info.operation.selectionSet], info));

/** The names that are selected below one field, sorted. */
export const formFieldsBelow = oncePerPlace((info: RequestInfo): readonly string[] => {
  const selectionSets = info.fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return formFieldsIn(selectionSets, info);
});

/** Most documents select none. */
const selectFormFields = oncePerObject(({ loc }: OperationDefinitionNode): { readonly any: boolean } => ({
  any: loc === undefined || /\bformFields?\b/.test(loc.source.body),
}));

const NONE: readonly string[] = [];

function formFieldsIn(selectionSets: readonly SelectionSetNode[], info: RequestInfo): readonly string[] {
  if (!selectFormFields(info.operation).any) return NONE;
  const names = new Set<string>();
  const seenFragments = new Set<string>();
  const visit = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        for (const name of namesIn(selection, info).filter(isName)) names.add(name);
        if (selection.selectionSet) visit(selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet);
      } else if (!seenFragments.has(selection.name.value)) {
        seenFragments.add(selection.name.value);
        const fragment = info.fragments[selection.name.value];
        if (fragment) visit(fragment.selectionSet);
      }
    }
  };
  selectionSets.forEach(visit);
  if (names.size > MAX_FIELDS) {
    throw new BadInputError('names', `expected at most ${MAX_FIELDS} form fields in one request.`);
  }
  if (encodeURIComponent(JSON.stringify([...names])).length > LONGEST_IN_ALL) {
    throw new BadInputError('names', 'expected shorter names, or fewer of them, in one request.');
  }
  return [...names].sort();
}

function namesIn(node: FieldNode, info: RequestInfo): readonly string[] {
  const action = info.schema.getType('Action');
  const definition = isObjectType(action) ? action.getFields()[node.name.value] : undefined;
  if (node.name.value === 'formField' && definition) {
    return [getArgumentValues(definition, node, info.variableValues).name as string];
  }
  if (node.name.value === 'formFields' && definition) {
    return getArgumentValues(definition, node, info.variableValues).names as string[];
  }
  return [];
}

/** Throws a `BadInputError` for an impossible name. Only the field that has it fails. */
export function checkedName(name: string, argument: string): string {
  if (isName(name)) return name;
  throw new BadInputError(argument, `expected the name of a form field, 1 to ${LONGEST_NAME} characters.`);
}

const isName = (name: string): boolean => name.trim() !== '' && name.length <= LONGEST_NAME;

/** ALO may send one remark for each action. */
const MAX_NOTES = 20;

type Mentions = ReadonlyMap<string, ReadonlySet<string>>;
const notesByFields = new WeakMap<readonly string[], WeakMap<readonly string[], readonly string[]>>();
const mentionsOf = new WeakMap<readonly string[], Mentions>();

/**
 * The remarks on the form fields `selected` at one place, at most `MAX_NOTES`. The call carried the form fields of the whole
 * request, so a remark is left out if it mentions only fields that are selected elsewhere.
 */
export function notesFor(
  selected: readonly string[],
  request: readonly string[],
  notes: readonly string[],
): readonly string[] {
  const known = computeOnce(notesByFields, notes, () => new WeakMap());
  return computeOnce(known, selected, () => {
    const names = new Set(selected);
    const mentions = computeOnce(mentionsOf, notes, () => mentionsIn(notes, request));
    const isOnSelected = (mentioned: ReadonlySet<string>): boolean =>
      mentioned.size === 0 || [...mentioned].some((name) => names.has(name));
    return [...mentions].flatMap(([note, mentioned]) => (isOnSelected(mentioned) ? note : [])).slice(0, MAX_NOTES);
  });
}

/** The form fields of the request that each remark mentions. */
function mentionsIn(notes: readonly string[], request: readonly string[]): Mentions {
  const patterns = request.map((name) => ({ name, pattern: wholeWord(name) }));
  return new Map(
    notes.map((note) => [note, new Set(patterns.flatMap(({ name, pattern }) => (pattern.test(note) ? name : [])))]),
  );
}

const wholeWord = (name: string): RegExp => {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${quoted}(?![\\p{L}\\p{N}_])`, 'u');
};

function computeOnce<Key extends object, Value>(cache: WeakMap<Key, Value>, key: Key, compute: () => Value): Value {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const value = compute();
  cache.set(key, value);
  return value;
}
