import { useCallback } from 'react';
import { useTranslations } from 'use-intl';

/** What the menu calls a page: `<id>.menu` of its words. */
export function useMenuName(): (id: string) => string {
  const t = useTranslations();
  return useCallback((id: string) => t(`${id}.menu` as 'services.menu'), [t]);
}
