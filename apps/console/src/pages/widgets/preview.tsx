import type { WidgetConfig } from '@centralino/protocol';
import { useLanguage } from '@centralino/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { CopyBox } from '../../kit/copy-box.tsx';
import styles from './widgets.module.css';

/** The two lines that a customer's page needs. */
export const snippetOf = (origin: string, id: string): string =>
  `<script>document.centralinoWidgetID = '${id}';</script>\n<script async src="${origin}/widget/loader.js"></script>`;

/** The real widget in a frame, as it is saved, and its lines to copy. */
export function Preview({ widget }: { widget: WidgetConfig | null }): ReactNode {
  const t = useTranslations('widgets');
  const { language } = useLanguage();
  return (
    <aside className={styles.preview} aria-label={t('preview')}>
      <section className={styles.box}>
        <h2 className={styles.heading}>{t('preview')}</h2>
        <p className={styles.text}>{widget === null ? t('previewSave') : widget.enabled ? t('previewText') : t('previewOff')}</p>
        {widget !== null && widget.enabled && (
          <iframe
            // Another configuration is another page: the widget asks for its configuration once.
            key={JSON.stringify(widget) + language}
            className={styles.frame}
            title={t('preview')}
            allow="microphone; camera; autoplay"
            src={`${import.meta.env.BASE_URL}preview/?${new URLSearchParams({ widget: widget.id, lang: language })}`}
          />
        )}
      </section>
      {widget !== null && (
        <section className={styles.box}>
          <h2 className={styles.heading}>{t('snippet')}</h2>
          <p className={styles.text}>{t('snippetText')}</p>
          <CopyBox label={t('snippet')} text={snippetOf(location.origin, widget.id)} />
        </section>
      )}
    </aside>
  );
}
