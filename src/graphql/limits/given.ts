/** What a request gives for the arguments of its fields, known before anything is coerced. */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLArgument,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** What a request asks for: a valid document, one of its operations, and the variables as the caller sent them. */
export interface Asked {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The value of a variable by its name; undefined where none is given and none stands in for it. */
export type Given = (variable: string) => unknown;

export function givenBy(
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> | undefined,
): Given {
  const definitions = new Map(operation.variableDefinitions?.map((one) => [one.variable.name.value, one]));
  return (name) => {
    const definition = definitions.get(name);
    if (definition && variables && Object.hasOwn(variables, name)) return variables[name];
    return definition?.defaultValue && valueFromASTUntyped(definition.defaultValue);
  };
}

const read = (node: ValueNode, given: Given): unknown => {
  if (node.kind === Kind.VARIABLE) return given(node.name.value);
  // Only the length of a list is asked for, and what it holds may be variables.
  return node.kind === Kind.LIST ? node.values : valueFromASTUntyped(node);
};

/** The value of an argument, or the default of its definition. */
export function argumentOf(field: FieldNode, { name, defaultValue }: GraphQLArgument, given: Given): unknown {
  const node = field.arguments?.find((argument) => argument.name.value === name);
  const value = node && read(node.value, given);
  return value === undefined ? defaultValue : value;
}

/** Whether `@skip` and `@include` leave a selection in; where that is unknown, they do. */
export const isIncluded = (directives: readonly DirectiveNode[], given: Given): boolean =>
  directives.every(({ name, arguments: parts = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const condition = parts.find((part) => part.name.value === 'if');
    return condition === undefined || read(condition.value, given) !== (name.value === 'skip');
  });
