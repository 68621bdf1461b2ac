/** Marks the constants of a module as free of effects, for the bundler. */
import ts from 'typescript';

/** The module with each computed top-level constant marked as free of effects. Every line stays where it was. */
export function withPureConstants(source: string): string {
  const { statements } = ts.createSourceFile('module.ts', source, ts.ScriptTarget.ESNext);
  const initializers = statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ initializer }) => (initializer && !ts.isFunctionLike(initializer) ? [initializer] : []));
  const pieces: string[] = [];
  let done = 0;
  for (const { pos, end } of initializers) {
    pieces.push(source.slice(done, pos), ' /* @__PURE__ */ (() => (', source.slice(pos, end), '))()');
    done = end;
  }
  return [...pieces, source.slice(done)].join('');
}
