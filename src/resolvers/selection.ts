/** Which fields a request selects on what a field returns. */
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { oncePerPlace } from './places.ts';

/** Returns whether a field of this name is selected on the object that a field returns, which has one type. */
export const selectionOf = oncePerPlace(({ fieldNodes, fragments, variableValues }: GraphQLResolveInfo) => {
  const names = new Set<string>();
  const seen = new Set<SelectionSetNode>();
  const isIncluded = (node: SelectionNode): boolean =>
    getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false;
  const visit = (selections: SelectionSetNode | undefined): void => {
    if (!selections || seen.has(selections)) return;
    seen.add(selections);
    for (const selection of selections.selections.filter(isIncluded)) {
      if (selection.kind === Kind.FIELD) names.add(selection.name.value);
      else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet);
      else visit(fragments[selection.name.value]?.selectionSet);
    }
  };
  for (const { selectionSet } of fieldNodes as readonly FieldNode[]) visit(selectionSet);
  return (field: string): boolean => names.has(field);
});
