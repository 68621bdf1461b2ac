import ts from 'typescript';

/** Globals through which the world reaches a function without an import. */
const IMPURE_GLOBALS = new Set([
  'Date',
  'console',
  'crypto',
  'fetch',
  'globalThis',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

/** Members that are impure although their object is not. Locale-dependent order differs between machines. */
const IMPURE_MEMBERS = new Set(['Math.random', 'Temporal.Now', 'Instant.now']);
const LOCALE_METHODS = /^(localeCompare|toLocale[A-Za-z]*)$/;

/** Every use of clock, randomness, environment or locale in a source, with its line; comments and types do not count. */
export function impurities(text: string, file: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push(`${file}:${line + 1} uses ${what}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isPropertyAccessExpression(node)) {
      const member = `${node.expression.getText(source)}.${node.name.text}`;
      if (IMPURE_MEMBERS.has(member)) report(node, member);
      else if (LOCALE_METHODS.test(node.name.text)) report(node, node.name.text);
      // The name after the dot is no global: `event.process` is somebody's field.
      visit(node.expression);
      return;
    }
    if (ts.isIdentifier(node) && IMPURE_GLOBALS.has(node.text) && isReference(node)) report(node, node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Whether an identifier stands for a value, and not for the name of a field, a parameter or a binding. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === node;
  if (ts.isParameter(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) return false;
  return !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent) && !ts.isFunctionDeclaration(parent);
}
