import { Skeleton } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';

export interface CodeEditorProps {
  value: string;
  onChange: (value: string) => void;
  language: 'javascript' | 'yaml';
  /** What it is, for people who can't see it. */
  label: string;
  /** In pixels; default 420. */
  height?: number;
  /** Words that are offered while typing (variables, functions). */
  completions?: readonly { label: string; detail?: string; type?: string }[];
  /** What is wrong, by position in the text; shown as it is typed. */
  problems?: (value: string) => { from: number; to: number; message: string }[];
  readOnly?: boolean;
}

const CodeMirror = lazy(() => import('./code-mirror.tsx'));

/** An editor for code: loaded only where it is used. Tab leaves it after Escape, as people with a keyboard expect. */
export function CodeEditor(props: CodeEditorProps): ReactNode {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? 420} radius="md" />}>
      <CodeMirror {...props} />
    </Suspense>
  );
}
