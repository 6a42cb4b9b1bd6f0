/**
 * The shape that a document may have, whatever it asks for: checked before GraphQL's own rules look at it, some of which
 * compare each field with each other.
 */
import {
  type ASTNode,
  type DocumentNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationRule,
  visit,
} from 'graphql';
import { figure, LIMITS, LimitError } from './limit-error.ts';
import { createPlaceNames, type Fragments, fieldsOf, fragmentsOf, type Place, placeBelow } from './places.ts';

/** More places than anybody can mean: fragments that were twisted until no two of their ways are alike. */
const MOST_PLACES = 5000;

/** Reports the first limit that a document goes beyond, and keeps the rules that recordCalls from it. */
export const shapeRule: ValidationRule = (context) => ({
  Document: {
    enter: (document) => {
      const refusal = shapeRefusal(document);
      if (!refusal) return;
      context.reportError(refusal);
      // Refused already: what the other rules would find may take long, and changes nothing.
      (document as { definitions: DocumentNode['definitions'] }).definitions = [];
    },
  },
});

/** The first limit that a document goes beyond; undefined where it keeps them all. */
export function shapeRefusal(document: DocumentNode): GraphQLError | undefined {
  const fragments = fragmentsOf(document);
  return tooManyMarks(document) ?? tooDeep(document, fragments) ?? tooRepetitive(document, fragments);
}

const refusal = (sentence: string, node: ASTNode): GraphQLError =>
  new GraphQLError(sentence, { nodes: node, originalError: new LimitError(sentence) });

function tooManyMarks(document: DocumentNode): GraphQLError | undefined {
  const directives: ASTNode[] = [];
  const aliases: ASTNode[] = [];
  visit(document, {
    Directive: (node) => {
      directives.push(node);
    },
    Field: ({ alias }) => {
      if (alias) aliases.push(alias);
    },
  });
  return tooMany('directives', directives) ?? tooMany('aliases', aliases);
}

function tooMany(what: 'directives' | 'aliases', nodes: readonly ASTNode[]): GraphQLError | undefined {
  const first = nodes[LIMITS[what]];
  return (
    first &&
    refusal(`The query has ${figure(nodes.length)} ${what}; at most ${LIMITS[what]} of them are answered.`, first)
  );
}

/** Questions about the schema have a limit of their own among GraphQL's rules. */
const ABOUT_THE_SCHEMA: ReadonlySet<string> = new Set(['__schema', '__type']);

function tooDeep(document: DocumentNode, fragments: Fragments): GraphQLError | undefined {
  const known = new Map<string, number>();
  const depthOf = (set: SelectionSetNode | undefined): number =>
    Math.max(
      0,
      ...(set?.selections ?? []).map((selection) => {
        if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
        if (selection.kind === Kind.FRAGMENT_SPREAD) return fragmentDepth(selection.name.value);
        return ABOUT_THE_SCHEMA.has(selection.name.value) ? 0 : 1 + depthOf(selection.selectionSet);
      }),
    );
  const fragmentDepth = (name: string): number => {
    const depth = known.get(name);
    if (depth !== undefined) return depth;
    // Met again below itself, it has no end.
    known.set(name, Number.POSITIVE_INFINITY);
    const found = depthOf(fragments.get(name)?.selectionSet);
    known.set(name, found);
    return found;
  };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    const depth = depthOf(definition.selectionSet);
    if (depth === Number.POSITIVE_INFINITY) {
      return refusal('The query has no end: one of its fragments contains itself.', definition);
    }
    const isAboutSchema =
      definition.kind === Kind.FRAGMENT_DEFINITION && /^__/.test(definition.typeCondition.name.value);
    if (depth > LIMITS.depth && !isAboutSchema) {
      return refusal(`The query is ${figure(depth)} fields deep; at most ${LIMITS.depth} are answered.`, definition);
    }
  }
  return undefined;
}

/** Needs a document whose fragments have an end. */
function tooRepetitive(document: DocumentNode, fragments: Fragments): GraphQLError | undefined {
  const nameOf = createPlaceNames();
  const seen = new Set<string>();
  const waiting: Place[] = document.definitions.flatMap((definition) =>
    'selectionSet' in definition ? [[definition.selectionSet]] : [],
  );
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const [start] = place;
    const name = nameOf(place);
    if (!start || seen.has(name)) continue;
    seen.add(name);
    if (seen.size > MOST_PLACES) return refusal('The query spreads its fragments in too many ways.', start);
    for (const [field, nodes] of fieldsOf(place, fragments)) {
      if (nodes.length > LIMITS.repeats) {
        const times = `${figure(nodes.length)} times in one place`;
        return refusal(`The query asks for "${field}" ${times}; at most ${LIMITS.repeats} are answered.`, start);
      }
      waiting.push(placeBelow(nodes));
    }
  }
  return undefined;
}
