import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import styles from './copy-box.module.css';

/** A text to take elsewhere, with a button that copies it. Where the browser does not let pages copy, the text is selected instead. */
export function CopyBox(props: { text: string; label: string }): ReactNode {
  const t = useTranslations('kit');
  const [copied, setCopied] = useState(false);
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 3_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(props.text);
      setCopied(true);
    } catch {
      if (box.current !== null) getSelection()?.selectAllChildren(box.current);
    }
  };
  return (
    <div className={styles.box}>
      <pre ref={box} className={styles.text} tabIndex={0} role="group" aria-label={props.label}>
        {props.text}
      </pre>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        onClick={() => void copy()}
      >
        <span aria-live="polite">{t(copied ? 'copied' : 'copy')}</span>
      </Button>
    </div>
  );
}
