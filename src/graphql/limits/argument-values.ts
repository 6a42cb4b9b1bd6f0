/** The values of arguments and variables as the client sent them, before GraphQL coerces them. */
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

/** A valid document, one of its operations, and the variables that the client sent. */
export interface OperationRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The value of a variable by its name, or its default; undefined where it has neither. */
export type ReadVariable = (name: string) => unknown;

export function variableReader({ operation, variables }: Omit<OperationRequest, 'document'>): ReadVariable {
  const definitions = new Map(operation.variableDefinitions?.map((one) => [one.variable.name.value, one]));
  return (name) => {
    const definition = definitions.get(name);
    if (definition && variables && Object.hasOwn(variables, name)) return variables[name];
    return definition?.defaultValue && valueFromASTUntyped(definition.defaultValue);
  };
}

/** The value of an argument, or its default. Of a list in the document only the length is to be relied on. */
export function argumentValue(
  field: FieldNode,
  { name, defaultValue }: Pick<GraphQLArgument, 'name' | 'defaultValue'>,
  readVariable: ReadVariable,
): unknown {
  const node = field.arguments?.find((argument) => argument.name.value === name);
  const value = node && nodeValue(node.value, readVariable);
  return value === undefined ? defaultValue : value;
}

/** Whether `@skip` and `@include` leave a selection in; where their condition is unknown, it counts as left in. */
export const isIncluded = (directives: readonly DirectiveNode[], readVariable: ReadVariable): boolean =>
  directives.every(({ name, arguments: parts = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const condition = parts.find((part) => part.name.value === 'if');
    return condition === undefined || nodeValue(condition.value, readVariable) !== (name.value === 'skip');
  });

const nodeValue = (node: ValueNode, readVariable: ReadVariable): unknown => {
  if (node.kind === Kind.VARIABLE) return readVariable(node.name.value);
  return node.kind === Kind.LIST ? node.values : valueFromASTUntyped(node);
};
