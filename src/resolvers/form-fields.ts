/**
 * Which custom form fields a request asks for, wherever in it: known before anything is read, so that the actions of a
 * period are read once with all of them.
 */
import {
  type FieldNode,
  type GraphQLResolveInfo,
  getArgumentValues,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { BadInputError } from '../errors.ts';

const MOST_FIELDS = 50;
const LONGEST_NAME = 100;
/** They travel in the address of a call, which servers limit to 8,000 characters or more. */
const LONGEST_IN_ALL = 6000;

/** A request's variables are one object, made anew for each request. */
const askedInRequest = new WeakMap<GraphQLResolveInfo['variableValues'], readonly string[]>();

/** The names that the whole request asks for, sorted. Throws a `BadInputError` where they are too many or too long in all. */
export function formFieldsOfRequest(info: GraphQLResolveInfo): readonly string[] {
  const known = askedInRequest.get(info.variableValues);
  if (known) return known;
  const asked = formFieldsIn([info.operation.selectionSet], info);
  askedInRequest.set(info.variableValues, asked);
  return asked;
}

/** The nodes of a field are one list for all objects of a place, made anew for each request. */
const askedBelow = new WeakMap<GraphQLResolveInfo['fieldNodes'], readonly string[]>();

/** The names that are asked for below one field, sorted. */
export function formFieldsBelow(info: GraphQLResolveInfo): readonly string[] {
  const known = askedBelow.get(info.fieldNodes);
  if (known) return known;
  const selectionSets = info.fieldNodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const asked = formFieldsIn(selectionSets, info);
  askedBelow.set(info.fieldNodes, asked);
  return asked;
}

function formFieldsIn(selectionSets: readonly SelectionSetNode[], info: GraphQLResolveInfo): readonly string[] {
  const names = new Set<string>();
  const seenFragments = new Set<string>();
  const visit = (selectionSet: SelectionSetNode): void => {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        for (const name of namesAskedBy(selection, info).filter(isName)) names.add(name);
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
  if (names.size > MOST_FIELDS) {
    throw new BadInputError('names', `expected at most ${MOST_FIELDS} form fields in one request.`);
  }
  if (encodeURIComponent(JSON.stringify([...names])).length > LONGEST_IN_ALL) {
    throw new BadInputError('names', 'expected shorter names, or fewer of them, in one request.');
  }
  return [...names].sort();
}

function namesAskedBy(node: FieldNode, info: GraphQLResolveInfo): readonly string[] {
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

const isName = (name: string): boolean => name.trim() !== '' && name.length <= LONGEST_NAME;

/** A name that can be asked for. One that cannot is refused where it stands, and spoils no other place. */
export function checkedName(name: string, argument: string): string {
  if (isName(name)) return name;
  throw new BadInputError(argument, `expected the name of a form field, 1 to ${LONGEST_NAME} characters.`);
}
