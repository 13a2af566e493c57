import { useLanguage } from '@centralino/ui';
import { IconMessageCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { api } from '../../api/api.ts';
import { Chips, CodeWord, OnOff } from '../../kit/badge.tsx';
import { ListPage } from '../../kit/list-page.tsx';
import { useLoad } from '../../kit/load.tsx';

export function WidgetTable(): ReactNode {
  const t = useTranslations('widgets');
  const kit = useTranslations('kit');
  const { language } = useLanguage();
  const loaded = useLoad('widgets', async () => {
    const [widgets, services] = await Promise.all([api.widgets.list(), api.services.list()]);
    return widgets.map((widget) => ({ widget, service: services.find(({ code }) => code === widget.service)?.name ?? widget.service }));
  });
  return (
    <ListPage
      title={t('menu')}
      intro={t('intro')}
      icon={IconMessageCircle}
      path="/widgets"
      loaded={loaded}
      keyOf={({ widget }) => widget.id}
      nameOf={({ widget }) => widget.title[language]}
      add={t('add')}
      empty={{ title: t('emptyTitle'), text: t('emptyText') }}
      columns={[
        { label: t('id'), show: ({ widget }) => <CodeWord>{widget.id}</CodeWord> },
        { label: t('service'), show: ({ service }) => service },
        {
          label: t('channels'),
          show: ({ widget }) => <Chips words={widget.channels.filter((one) => one.enabled).map((one) => kit(`channels.${one.channel}`))} />,
        },
        { label: t('state'), show: ({ widget }) => <OnOff on={widget.enabled} /> },
      ]}
      remove={({ widget }) => ({
        name: widget.title[language],
        remove: () => api.widgets.remove(widget.id),
        restore: () => api.widgets.put(widget),
      })}
    />
  );
}
