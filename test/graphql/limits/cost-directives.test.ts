/** The rules of the directive `@listSize`. */
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readListSizes } from '../../../src/graphql/limits/cost-directives.ts';
import { schema } from '../../../src/graphql/schema.ts';

const LIST_SIZE =
  'directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION';
const sizesOf = (sdl: string) => readListSizes(buildSchema(`${LIST_SIZE} ${sdl}`));

describe('a list of the schema', () => {
  it('declares its size', () => {
    expect(() => readListSizes(schema)).not.toThrow();
  });

  it('without a size is named in the error at the start', () => {
    const lists =
      'type Query { named: [Int] @listSize(assumedSize: 3) bare: [Int!]! below: Below } type Below { bare: [Below!] }';
    expect(() => sizesOf(lists)).toThrow('these lists have no @listSize: Query.bare, Below.bare');
  });

  it('may get its size from the fields above it, if all of them declare it', () => {
    const page = 'type Page { nodes: [Int] }';
    const sized = '(first: Int): Page @listSize(assumedSize: 9, slicingArguments: ["first"], sizedFields: ["nodes"])';
    expect(() => sizesOf(`type Query { pages${sized} } ${page}`)).not.toThrow();
    expect(() => sizesOf(`type Query { pages${sized} other: Page } ${page}`)).toThrow('Page.nodes');
  });

  it('needs a size, and names only existing arguments and fields', () => {
    const broken = [
      ['@listSize(slicingArguments: ["first"])', 'assumedSize'],
      ['@listSize(assumedSize: 9, slicingArguments: ["last"])', 'last'],
      ['@listSize(assumedSize: 9, slicingArguments: ["first"], sizedFields: ["edges"])', 'edges'],
    ];
    for (const [directive, word] of broken) {
      const sdl = `type Query { pages(first: Int): Page ${directive} } type Page { nodes: [Int] @listSize(assumedSize: 1) }`;
      expect(() => sizesOf(sdl)).toThrow(new RegExp(`Query\\.pages.*${word}`));
    }
  });
});
