import type { SessionUser } from '@centralino/protocol';
import { Logo, useStore } from '@centralino/ui';
import { Button } from '@mantine/core';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import { Fragment, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Empty } from '../kit/empty.tsx';
import { Link } from '../kit/link.tsx';
import { Toasts } from '../kit/toasts.tsx';
import { useMenuName } from '../kit/menu-name.ts';
import { pages } from '../pages/index.ts';
import { groups } from '../registry.ts';
import { navigate, path } from '../router.ts';
import { Guard } from './guard.tsx';
import { Search } from './search.tsx';
import { UserMenu } from './user-menu.tsx';
import styles from './frame.module.css';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The console around a page: menu on the left, search and account on top. */
export function Frame(props: { user: SessionUser }): ReactNode {
  const t = useTranslations('shell');
  const menuName = useMenuName();
  const where = useStore(path);
  const [searching, setSearching] = useState(false);
  /** Only on a narrow screen, where the menu is folded away. */
  const [menuOpen, setMenuOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const [id = '', ...rest] = where.split('/').filter((part) => part !== '');
  const mine = pages.filter(({ roles }) => roles.some((role) => props.user.roles.includes(role)));
  const page = mine.find((one) => one.id === id) ?? (id === '' ? mine[0] : undefined);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const command = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k';
      if (!command && (event.key !== '/' || isTyping(event.target))) return;
      event.preventDefault();
      setSearching(true);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  // A new page begins at its top, also for screen readers; the first one keeps the focus where the browser has it.
  const shown = useRef(where);
  useEffect(() => {
    if (shown.current === where) return;
    shown.current = where;
    setMenuOpen(false);
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [where]);

  return (
    <div
      className={`${styles.frame} ${menuOpen ? styles.menuOpen : ''}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && menuOpen) setMenuOpen(false);
      }}
    >
      <a className={styles.skip} href="#main">
        {t('skip')}
      </a>
      <nav className={styles.menu} id="menu" aria-label={t('menu')}>
        <div className={styles.brand}>
          <Logo size={28} />
          <span>{t('product')}</span>
        </div>
        {groups.map((group) => {
          const entries = mine.filter((one) => one.group === group);
          if (entries.length === 0) return null;
          return (
            <Fragment key={group}>
              {group !== 'home' && (
                <h2 className={styles.group} id={`group-${group}`}>
                  {t(`groups.${group}`)}
                </h2>
              )}
              <ul className={styles.entries} aria-labelledby={group === 'home' ? undefined : `group-${group}`}>
                {entries.map(({ id: one, icon: Sign }) => (
                  <li key={one}>
                    <Link to={`/${one}`} className={`${styles.entry} ${page?.id === one ? styles.here : ''}`} current={page?.id === one}>
                      <Sign size={18} stroke={1.7} aria-hidden />
                      {menuName(one)}
                    </Link>
                  </li>
                ))}
              </ul>
            </Fragment>
          );
        })}
      </nav>
      <div className={styles.top} role="banner">
        <button
          type="button"
          className={styles.menuButton}
          aria-label={t('menu')}
          aria-expanded={menuOpen}
          aria-controls="menu"
          onClick={() => setMenuOpen(!menuOpen)}
        >
          <IconMenu2 size={20} aria-hidden />
        </button>
        <button type="button" className={styles.search} aria-label={t('search')} onClick={() => setSearching(true)}>
          <IconSearch size={16} aria-hidden />
          <span className={styles.searchText}>{t('search')}</span>
          <kbd className={styles.key}>/</kbd>
        </button>
        <UserMenu user={props.user} />
      </div>
      <main id="main" className={styles.main} ref={main} tabIndex={-1}>
        <div className={styles.page} key={where}>
          {page === undefined ? (
            <Empty
              icon={IconSearch}
              title={t('nothingHere')}
              text={t('nothingHereText')}
              action={<Button onClick={() => navigate('/')}>{t('home')}</Button>}
            />
          ) : (
            page.show(rest)
          )}
        </div>
      </main>
      <Search open={searching} onClose={() => setSearching(false)} pages={mine} />
      <Guard />
      <Toasts />
    </div>
  );
}
