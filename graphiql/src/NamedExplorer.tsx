/** The explorer plugin with a name for everything that it draws without one, for those who hear the page. */
import { explorerPlugin } from '@graphiql/plugin-explorer';
import type { GraphiQLPlugin } from '@graphiql/react';
import { type ReactNode, useEffect, useRef } from 'react';

export function namedExplorer(): GraphiQLPlugin {
  const plugin = explorerPlugin();
  const Content = plugin.content;
  return { ...plugin, content: () => <Named content={<Content />} /> };
}

function Named({ content }: { content: ReactNode }): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = root;
    if (!current) return;
    const observer = new MutationObserver(() => giveNames(current));
    observer.observe(current, { childList: true, subtree: true });
    giveNames(current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={root} className="named-explorer">
      {content}
    </div>
  );
}

/** Attributes that React did not set it does not remove. */
function giveNames(root: HTMLElement): void {
  // Beside each picture stands the name of the field.
  for (const picture of root.querySelectorAll('svg:not([aria-hidden])')) picture.setAttribute('aria-hidden', 'true');
  for (const field of root.querySelectorAll(':is(input, select):not([aria-label], [placeholder])')) {
    field.setAttribute('aria-label', nameOf(field));
  }
  for (const button of root.querySelectorAll('button[type="submit"]:not([aria-label])')) {
    button.setAttribute('aria-label', 'Add a new operation');
  }
}

function nameOf(field: Element): string {
  const argument = field.closest('[data-arg-name]')?.getAttribute('data-arg-name');
  if (argument) return `Value of ${argument}`;
  return field.matches('form select') ? 'Kind of the new operation' : 'Value';
}
