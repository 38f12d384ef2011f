import { Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { type Language, LANGUAGES, useLanguage } from './strings/language.js';

/** Colours and language, of this browser. */
export function Preferences() {
  const { language, strings, choose } = useLanguage();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  return (
    <>
      <Menu.CheckboxItem
        checked={isDark}
        onChange={(checked) => {
          setColorScheme(checked ? 'dark' : 'light');
        }}
      >
        {strings.app.nav.theme}
      </Menu.CheckboxItem>
      <Menu.Divider />
      <Menu.Label>{strings.app.nav.language}</Menu.Label>
      <Menu.RadioGroup
        value={language}
        onChange={(tag) => {
          choose(tag as Language);
        }}
      >
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <Menu.RadioItem key={tag} value={tag} lang={tag}>
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
    </>
  );
}
