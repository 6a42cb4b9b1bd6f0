/**
 * Limits the shape of a document: directives, aliases, depth and repeated fields. Checked before GraphQL's own validation
 * rules, because some of these compare each field with each other.
 */
import {
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
  visit,
} from 'graphql';
import { formatNumber } from '../../format-number.ts';
import {
  collectFields,
  createPlaceKeys,
  type Fragments,
  fragmentsOf,
  type Place,
  subselectionsOf,
} from './collect-fields.ts';
import { LimitError, rejection } from './limit-error.ts';
import { LIMITS } from './limits.ts';

/** Reports the first limit that a document is beyond, and then keeps the other rules from reading the document. */
export const documentLimitsRule: ValidationRule = (context) => ({
  Document: {
    enter: (document) => {
      const error = checkDocument(document);
      if (!error) return;
      context.reportError(error);
      // The document is rejected already; the other rules could take long and change nothing.
      (document as { definitions: DocumentNode['definitions'] }).definitions = [];
    },
  },
});

/** The first limit that a document is beyond; undefined where it is within all of them. */
export function checkDocument(document: DocumentNode): GraphQLError | undefined {
  const fragments = fragmentsOf(document);
  return checkCounts(document) ?? checkDepth(document, fragments) ?? checkRepeats(document, fragments);
}

function checkCounts(document: DocumentNode): GraphQLError | undefined {
  const directives: ASTNode[] = [];
  const aliases: ASTNode[] = [];
  visit(document, {
    Directive: (node) => void directives.push(node),
    Field: ({ alias }) => void (alias && aliases.push(alias)),
  });
  return checkCount('directives', directives) ?? checkCount('aliases', aliases);
}

function checkCount(what: 'directives' | 'aliases', nodes: readonly ASTNode[]): GraphQLError | undefined {
  const first = nodes[LIMITS[what]];
  return first && invalid(`The query has ${formatNumber(nodes.length)} ${what}; the limit is ${LIMITS[what]}.`, first);
}

/** GraphQL's own rules limit the depth of introspection. */
const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

function checkDepth(document: DocumentNode, fragments: Fragments): GraphQLError | undefined {
  const known = new Map<string, number>();
  const depthOf = (set: SelectionSetNode | undefined): number =>
    Math.max(
      0,
      ...(set?.selections ?? []).map((selection) => {
        if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentDepth(selection.name.value);
        return INTROSPECTION.has(selection.name.value) ? 0 : 1 + depthOf(selection.selectionSet);
      }),
    );
  const fragmentDepth = (name: string): number => {
    const depth = known.get(name);
    if (depth !== undefined) return depth;
    // A fragment that is met again below itself has no end.
    known.set(name, Number.POSITIVE_INFINITY);
    const found = depthOf(fragments.get(name)?.selectionSet);
    known.set(name, found);
    return found;
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const depth = depthOf(definition.selectionSet);
    if (depth === Number.POSITIVE_INFINITY) return invalid('A fragment of the query contains itself.', definition);
    const isIntrospection =
      definition.kind === Kind.FRAGMENT_DEFINITION && /^__/.test(definition.typeCondition.name.value);
    if (depth > LIMITS.depth && !isIntrospection) {
      return invalid(`The query is ${formatNumber(depth)} fields deep; the limit is ${LIMITS.depth}.`, definition);
    }
  }
  return undefined;
}

/** Needs a document in which no fragment contains itself. */
function checkRepeats(document: DocumentNode, fragments: Fragments): GraphQLError | undefined {
  const keyOf = createPlaceKeys();
  const seen = new Set<string>();
  const waiting: Place[] = document.definitions.flatMap((definition) =>
    'selectionSet' in definition ? [[definition.selectionSet]] : [],
  );
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const [start] = place;
    const key = keyOf(place);
    if (!start || seen.has(key)) continue;
    seen.add(key);
    if (seen.size > LIMITS.places) return invalid('The query combines its fragments in too many ways.', start);
    for (const [field, nodes] of collectFields(place, fragments)) {
      if (nodes.length > LIMITS.repeats) {
        const times = `${formatNumber(nodes.length)} times in one place`;
        return invalid(`The query selects "${field}" ${times}; the limit is ${LIMITS.repeats}.`, start);
      }
      waiting.push(subselectionsOf(nodes));
    }
  }
  return undefined;
}

const invalid = (message: string, node: ASTNode): GraphQLError => rejection(new LimitError(message), node);
