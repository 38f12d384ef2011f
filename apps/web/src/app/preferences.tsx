import { Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { CheckIcon, MoonIcon } from './icons.js';
import { type Language, LANGUAGES, useLanguage } from './strings/language.js';

/** Colours and language, of this browser. */
export function Preferences() {
  const { language, strings, choose } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  return (
    <>
      <Menu.Item
        role="menuitemcheckbox"
        aria-checked={isDark}
        leftSection={<MoonIcon size={16} />}
        rightSection={isDark ? <CheckIcon size={16} /> : null}
        onClick={() => {
          setColorScheme(isDark ? 'light' : 'dark');
        }}
      >
        {strings.app.nav.theme}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Label>{strings.app.nav.language}</Menu.Label>
      {(Object.entries(LANGUAGES) as [Language, string][]).map(([tag, name]) => (
        <Menu.Item
          key={tag}
          lang={tag}
          role="menuitemradio"
          aria-checked={tag === language}
          rightSection={tag === language ? <CheckIcon size={16} /> : null}
          onClick={() => {
            choose(tag);
          }}
        >
          {name}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}
