import { autocompletion, completionKeymap, type CompletionContext } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, defaultHighlightStyle, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { linter, lintGutter, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { useComputedColorScheme } from '@mantine/core';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, type ReactNode } from 'react';
import type { CodeEditorProps } from './code-editor.tsx';
import styles from './code-editor.module.css';

const darkStyle = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null], color: '#e9a3ff' },
  { tag: [tags.string, tags.special(tags.string)], color: '#9fd8a4' },
  { tag: [tags.number], color: '#f2c374' },
  { tag: [tags.comment], color: '#aab5c8', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: '#6fc3c8' },
  { tag: [tags.function(tags.variableName)], color: '#8ab8ff' },
]);

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--cc-card)', color: 'var(--cc-ink)', fontSize: '13px' },
  '.cm-content': { fontFamily: 'var(--mantine-font-family-monospace)', caretColor: 'var(--cc-ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--cc-ink)' },
  '.cm-gutters': { backgroundColor: 'var(--cc-sunken)', color: 'var(--cc-muted)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--cc-petrol-soft) 50%, transparent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--cc-petrol-soft) !important' },
  '.cm-tooltip': { backgroundColor: 'var(--cc-card)', color: 'var(--cc-ink)', border: '1px solid var(--cc-line-strong)' },
});

const diagnosticsOf = ({ problems }: Pick<CodeEditorProps, 'problems'>, text: string): Diagnostic[] =>
  (problems?.(text) ?? []).map((problem) => ({ ...problem, severity: 'error' }));

export default function CodeMirror(props: CodeEditorProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  const scheme = useComputedColorScheme('light');
  const colours = useRef(new Compartment());
  const { language, label, readOnly, value } = props;

  useEffect(() => {
    if (place.current === null) return;
    const complete = (context: CompletionContext) => {
      const word = context.matchBefore(/[\w$.{]+/);
      const { completions = [] } = latest.current;
      if (completions.length === 0 || (word === null && !context.explicit)) return null;
      return { from: word?.from ?? context.pos, options: [...completions] };
    };
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          language === 'yaml' ? yaml() : javascript(),
          colours.current.of([]),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorState.readOnly.of(readOnly === true),
          ...(latest.current.completions === undefined ? [] : [autocompletion({ override: [complete] })]),
          ...(latest.current.problems === undefined
            ? []
            : [lintGutter(), linter((one) => diagnosticsOf(latest.current, one.state.doc.toString()))]),
          keymap.of([...defaultKeymap, ...historyKeymap, ...completionKeymap, indentWithTab]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [language, label, readOnly]);

  useEffect(() => {
    const style = scheme === 'dark' ? darkStyle : defaultHighlightStyle;
    view.current?.dispatch({ effects: colours.current.reconfigure(syntaxHighlighting(style)) });
  }, [scheme, language, label, readOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  // What was found out elsewhere (a trial run) is shown at once, not at the next keystroke.
  const { problems } = props;
  useEffect(() => {
    const editor = view.current;
    if (editor === null || problems === undefined) return;
    editor.dispatch(setDiagnostics(editor.state, diagnosticsOf({ problems }, editor.state.doc.toString())));
  }, [problems]);

  return <div ref={place} className={styles.editor} style={{ height: props.height ?? 420 }} />;
}
