import { type Session } from '@ctci/contracts';
import { AppShell, Burger, Group, Menu, NavLink, ScrollArea, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { Connection } from './connection.js';
import { AuditIcon, CallIcon, ChartIcon, GroupIcon, ImportIcon, KeyIcon, MissedIcon, PeopleIcon } from './icons.js';
import { PersonIcon } from './icons.js';
import { allows } from './session.js';
import { Preferences } from './preferences.js';
import { SignOut } from '../access/sign-out.js';
import { useStrings } from './strings/language.js';

/** What surrounds every page: where to go, who one is, whether the service can be reached. */
export function Shell({ session, children }: { readonly session: Session; readonly children: ReactNode }) {
  const { app } = useStrings();
  const [isOpen, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  useEffect(close, [close, pathname]);
  return (
    <AppShell
      padding="md"
      header={{ height: 52 }}
      navbar={{ width: 248, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
    >
      <a className="skip" href="#content">
        {app.skipToContent}
      </a>
      <AppShell.Header className="shell-part">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={isOpen ? app.nav.close : app.nav.open}
            />
            <CallIcon size={22} />
            <Text fw={650}>{app.name}</Text>
          </Group>
          <Account session={session} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className="shell-part" p="xs" aria-label={app.nav.label}>
        <ScrollArea>
          <Links session={session} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Connection />
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function Links({ session }: { readonly session: Session }) {
  const { nav } = useStrings().app;
  return (
    <>
      <Go to="/" label={nav.overview} icon={<ChartIcon />} />
      <Go to="/call-ins" label={nav.callIns} icon={<CallIcon />} />
      <Go to="/attempts" label={nav.attempts} icon={<MissedIcon />} />
      <Section title={nav.tools} />
      <Go to="/config" label={nav.config} icon={<GroupIcon />} />
      <Go to="/imports" label={nav.imports} icon={<ImportIcon />} />
      {allows(session, 'admin') && (
        <>
          <Section title={nav.access} />
          <Go to="/people" label={nav.people} icon={<PeopleIcon />} />
          <Go to="/keys" label={nav.keys} icon={<KeyIcon />} />
          <Go to="/audit" label={nav.audit} icon={<AuditIcon />} />
        </>
      )}
    </>
  );
}

interface GoProps {
  readonly to: string;
  readonly label: string;
  readonly icon: ReactNode;
}

function Go({ to, label, icon }: GoProps) {
  return (
    <NavLink
      component={Link}
      to={to}
      activeOptions={{ exact: to === '/', includeSearch: false }}
      className="nav-link"
      label={label}
      leftSection={icon}
    />
  );
}

function Section({ title }: { readonly title: string }) {
  return (
    <Text size="xs" fw={600} c="dimmed" px="sm" pt="md" pb={4}>
      {title}
    </Text>
  );
}

function Account({ session: { user } }: { readonly session: Session }) {
  const { app } = useStrings();
  return (
    <Menu position="bottom-end" width={260} closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton p={6} aria-label={`${app.nav.account}: ${user.name}`}>
          <Group gap="xs" wrap="nowrap">
            <PersonIcon />
            <Text size="sm" visibleFrom="xs">
              {user.name}
            </Text>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user.email}
          <br />
          {user.role ? app.roles[user.role] : app.noRoleName}
        </Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<PersonIcon size={16} />} closeMenuOnClick>
          {app.nav.account}
        </Menu.Item>
        <Preferences />
        <SignOut />
      </Menu.Dropdown>
    </Menu>
  );
}
