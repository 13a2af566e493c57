import { IconChevronLeft } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from './link.tsx';
import styles from './page.module.css';

/** The top of every page: where it is, its name, what it is for, what can be done. */
export function PageHead(props: {
  title: string;
  intro?: ReactNode;
  back?: { to: string; label: string };
  actions?: ReactNode;
}): ReactNode {
  const t = useTranslations('shell');
  const { title } = props;
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <header className={styles.head}>
      <div>
        {props.back !== undefined && (
          <Link to={props.back.to} className={styles.back}>
            <IconChevronLeft size={16} aria-hidden />
            {props.back.label}
          </Link>
        )}
        <h1 className={styles.title}>{title}</h1>
        {props.intro !== undefined && <p className={styles.intro}>{props.intro}</p>}
      </div>
      {props.actions}
    </header>
  );
}
