/**
 * Compiles an operation: what graphql-js works out for each object of each request is worked out once for the document. The
 * result depends on the variables only through `@skip` and `@include`, so there is one for each outcome of those.
 */
import {
  type DocumentNode,
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLUnionType,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import { oncePerText } from '../../once.ts';
import { isIncluded } from '../limits/argument-values.ts';
import { appliesTo, collectFields, type Place, subselectionsOf } from '../limits/collect-fields.ts';
import { createScopeChecks, type ScopeCheck } from '../scopes.ts';
import { stepsPerObject } from '../slicing.ts';

/** The fields selected on one object type in one place of an operation. */
export interface CompiledSelection {
  readonly type: GraphQLObjectType;
  readonly fields: readonly CompiledField[];
  /** An object with all response names: a copy of it has room for all values from the start. */
  readonly empty: Readonly<Record<string, unknown>>;
}

/** One field in one place. */
export interface CompiledField {
  /** The name in the answer. */
  readonly responseName: string;
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The nodes that select it. The same array for all objects and requests. */
  readonly nodes: readonly FieldNode[];
  /** The first of them. */
  readonly node: FieldNode;
  /** Undefined where the field only reads the property of its name. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | undefined;
  readonly checkScopes: ScopeCheck | undefined;
  /** The steps of each object that the field returns, without and with the trace; undefined for a field of values. */
  readonly steps: { readonly plain: number; readonly traced: number } | undefined;
  /** The coerced arguments; undefined where they depend on variables. */
  readonly constantArguments: Readonly<Record<string, unknown>> | undefined;
  readonly type: CompiledType;
}

/** How a value of one type is completed. `isNullable` is false for a type in `!`. */
export type CompiledType = CompiledLeaf | CompiledList | CompiledObject | CompiledAbstract;

export interface CompiledLeaf {
  readonly kind: 'LEAF';
  readonly isNullable: boolean;
  readonly type: GraphQLLeafType;
}

export interface CompiledList {
  readonly kind: 'LIST';
  readonly isNullable: boolean;
  readonly items: CompiledType;
}

interface CompiledObject {
  readonly kind: 'OBJECT';
  readonly isNullable: boolean;
  readonly selection: () => CompiledSelection;
}

export interface CompiledAbstract {
  readonly kind: 'ABSTRACT';
  readonly isNullable: boolean;
  readonly type: GraphQLInterfaceType | GraphQLUnionType;
  /** The selection for the object type of this name; undefined for a type that is not a possible one. */
  readonly selectionFor: (typeName: string) => CompiledSelection | undefined;
}

/** An operation of a document. */
export interface CompiledOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The selection of the root fields for these variables, which are coerced. */
  selectionFor(variables: Readonly<Record<string, unknown>>): CompiledSelection;
}

/** More outcomes of `@skip` and `@include` than any client has are compiled again for each request. */
const MAX_OUTCOMES = 32;
/**
 * After so many compiled fields of all documents none of them is kept any more. A field takes 600 bytes, and each outcome of a
 * document has all of its fields again: a client could fill the memory with documents that Apollo takes for small.
 */
const MAX_FIELDS = 50_000;

/** Compiles the operations of valid documents; undefined for one that is left to graphql-js: see `isCompilable`. */
export function createCompiler(
  schema: GraphQLSchema,
): (document: DocumentNode, operation: OperationDefinitionNode) => CompiledOperation | undefined {
  const compiler: Compiler = { schema, scopeCheckOf: createScopeChecks(schema), kept: new WeakMap(), fields: 0 };
  return (document, operation) => compileOperation(compiler, document, operation);
}

interface Compiler {
  readonly schema: GraphQLSchema;
  readonly scopeCheckOf: ReturnType<typeof createScopeChecks>;
  /** The selection for each outcome of an operation. */
  kept: WeakMap<OperationDefinitionNode, Map<string, CompiledSelection>>;
  /** How many fields were compiled since nothing was kept. */
  fields: number;
}

function compileOperation(
  compiler: Compiler,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation | undefined {
  const root = compiler.schema.getQueryType();
  if (!root || operation.operation !== OperationTypeNode.QUERY || !isCompilable(document)) return undefined;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const conditionNames = conditionsIn(document);
  return {
    operation,
    fragments,
    selectionFor: (variables) => {
      const outcome = conditionNames.map((name) => (variables[name] ? '1' : '0')).join('');
      const selections = selectionsOf(compiler, operation);
      const known = selections.get(outcome);
      if (known) return known;
      const conditions = Object.fromEntries(conditionNames.map((name) => [name, variables[name] === true]));
      const selection = selectionCompiler(compiler, fragments, conditions)(root, [operation.selectionSet]);
      if (selections.size < MAX_OUTCOMES) selections.set(outcome, selection);
      return selection;
    },
  };
}

function selectionsOf(compiler: Compiler, operation: OperationDefinitionNode): Map<string, CompiledSelection> {
  if (compiler.fields > MAX_FIELDS) {
    compiler.kept = new WeakMap();
    compiler.fields = 0;
  }
  const selections = compiler.kept.get(operation) ?? new Map<string, CompiledSelection>();
  compiler.kept.set(operation, selections);
  return selections;
}

/** graphql-js executes documents with a response name that is no ordinary property of a JavaScript object. */
function isCompilable(document: DocumentNode): boolean {
  let isOrdinary = true;
  visit(document, {
    Field: ({ alias, name }) => {
      if ((alias ?? name).value === '__proto__') isOrdinary = false;
    },
  });
  return isOrdinary;
}

/** The names of the variables in `@skip` and `@include`. */
function conditionsIn(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: parts = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of parts) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

type CompileSelection = (type: GraphQLObjectType, place: Place) => CompiledSelection;

function selectionCompiler(
  compiler: Compiler,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  conditions: Readonly<Record<string, boolean>>,
): CompileSelection {
  const { schema, scopeCheckOf } = compiler;
  return compileSelection;

  function compileSelection(type: GraphQLObjectType, place: Place): CompiledSelection {
    const collected = collectFields(
      place,
      { get: (name) => fragments[name] },
      (condition) =>
        isIncluded(condition.directives, (name) => conditions[name]) && appliesTo(schema, type, condition.type),
    );
    const fields = [...collected].flatMap(([responseName, nodes]) => compileField(type, responseName, nodes) ?? []);
    const empty = Object.fromEntries(fields.map(({ responseName }) => [responseName, undefined]));
    return { type, fields, empty };
  }

  function compileField(
    parentType: GraphQLObjectType,
    responseName: string,
    nodes: readonly FieldNode[],
  ): CompiledField | undefined {
    const [node] = nodes;
    const definition = node && definitionOf(schema, parentType, node.name.value);
    if (!definition) return undefined;
    compiler.fields++;
    const checkScopes = scopeCheckOf(definition);
    return {
      responseName,
      parentType,
      definition,
      nodes,
      node,
      resolve: definition.resolve ?? (checkScopes && defaultFieldResolver),
      checkScopes,
      steps: stepsOf(definition.type, nodes),
      constantArguments: constantArgumentsOf(definition, node),
      type: compileType(definition.type, subselectionsOf(nodes)),
    };
  }

  function stepsOf(type: GraphQLOutputType, nodes: readonly FieldNode[]): CompiledField['steps'] {
    if (!isCompositeType(getNamedType(type))) return undefined;
    const steps = (isTraced: boolean): number => stepsPerObject(type, nodes, fragments, isTraced);
    return { plain: steps(false), traced: steps(true) };
  }

  function compileType(type: GraphQLOutputType, place: Place, isNullable = true): CompiledType {
    if (isNonNullType(type)) return compileType(type.ofType, place, false);
    if (isListType(type)) return { kind: 'LIST', isNullable, items: compileType(type.ofType, place) };
    if (isLeafType(type)) return { kind: 'LEAF', isNullable, type };
    // Where an object is first reached: fragments may make far more places than any answer has.
    const compileOnce = oncePerText((name) => {
      const object = schema.getType(name);
      const isPossible =
        isObjectType(object) && (object === type || (isAbstractType(type) && schema.isSubType(type, object)));
      return isPossible ? compileSelection(object, place) : undefined;
    });
    if (isAbstractType(type)) return { kind: 'ABSTRACT', isNullable, type, selectionFor: compileOnce };
    return { kind: 'OBJECT', isNullable, selection: () => compileOnce(type.name) as CompiledSelection };
  }
}

/** `getFieldDef` of the specification: also the fields that every schema has. */
function definitionOf(
  schema: GraphQLSchema,
  parent: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return parent.getFields()[name];
}

/** Undefined where an argument has a variable, or cannot be coerced: that is an error of each object. */
function constantArgumentsOf(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Readonly<Record<string, unknown>> | undefined {
  if (definition.args.length === 0) return NO_ARGUMENTS;
  let hasVariable = false;
  for (const argument of node.arguments ?? []) {
    visit(argument, {
      Variable: () => {
        hasVariable = true;
      },
    });
  }
  if (hasVariable) return undefined;
  try {
    return getArgumentValues(definition, node);
  } catch {
    return undefined;
  }
}

const NO_ARGUMENTS = Object.freeze({});
