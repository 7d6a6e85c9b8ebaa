// Three lint rules of this house that oxlint does not have. .oxlintrc.json says where each holds.

const globalObjects = new Set(['window', 'self', 'globalThis']);

/** The dotted name of `Date.now` or `window.Date.now`, without the global object in front. */
function nameOf(node) {
  if (node.type === 'Identifier') return globalObjects.has(node.name) ? '' : node.name;
  if (node.type !== 'MemberExpression') return '?';
  const property = node.computed ? node.property.value : node.property.name;
  const owner = nameOf(node.object);
  return owner === '' ? String(property) : `${owner}.${String(property)}`;
}

/** The clock and the dice come in as arguments, so that every rule can be tested and replayed. */
const noAmbientClock = {
  create(context) {
    const report = (node, name) =>
      context.report({ node, message: `${name} only in device/ and main: pass it in instead.` });
    return {
      NewExpression(node) {
        if (nameOf(node.callee) === 'Date' && node.arguments.length === 0) {
          report(node, 'new Date()');
        }
      },
      CallExpression(node) {
        if (nameOf(node.callee) === 'Date') report(node, 'Date()');
      },
      MemberExpression(node) {
        const name = nameOf(node);
        if (name === 'Date.now' || name === 'Math.random') report(node, name);
      },
    };
  },
};

/** Web storage is neither durable nor sealed: what must last goes through the journal. */
const noWebStorage = {
  create(context) {
    const check = (node) => {
      const name = nameOf(node);
      if (name === 'localStorage' || name === 'sessionStorage') {
        context.report({ node, message: `No ${name}: the journal and the vault keep what lasts.` });
      }
    };
    return {
      MemberExpression(node) {
        check(node.object);
        if (node.object.type === 'Identifier' && globalObjects.has(node.object.name)) check(node);
      },
      CallExpression: (node) => node.arguments.forEach(check),
      VariableDeclarator: (node) => node.init && check(node.init),
    };
  },
};

const rawHtmlNames = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'createContextualFragment',
  'dangerouslySetInnerHTML',
]);

/** Names come from other people's lists; they reach a screen as text only. */
const noRawHtml = {
  create(context) {
    const check = (node, name) => {
      if (rawHtmlNames.has(name)) context.report({ node, message: `No ${name}: render text.` });
    };
    return {
      MemberExpression: (node) =>
        check(node, node.computed ? node.property.value : node.property.name),
      JSXAttribute: (node) => check(node, node.name.name),
      Property: (node) => check(node, node.key.name ?? node.key.value),
    };
  },
};

// oxlint loads a plugin by its default export.
export default {
  meta: { name: 'house' },
  rules: {
    'no-ambient-clock': noAmbientClock,
    'no-web-storage': noWebStorage,
    'no-raw-html': noRawHtml,
  },
};
