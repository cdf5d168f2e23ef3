/**
 * The console's frame: who is signed in decides what there is. Everybody has Now, Warnings, Detections, Port, Look up and
 * Reports; a member's people also Sharing, the center's own people Rules, Members, Exchange, Assurance and Settings.
 * Same addresses for everybody. Detections, Port and Rules are loaded when they are opened.
 */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import type { Session } from "../api/types.js";
import { get, listenForSignOut, Refused } from "./ask.js";
import { LiveProvider } from "./live.js";
import { NoticesProvider } from "./notices.js";
import { Fault, Waiting } from "./parts/fault.js";
import { AssuranceScreen } from "./screens/assurance.js";
import { CompleteSignIn } from "./screens/complete-sign-in.js";
import { ExchangeScreen } from "./screens/exchange/exchange.js";
import { InvitationScreen } from "./screens/invitation.js";
import { LookUpScreen } from "./screens/look-up.js";
import { MembersScreen } from "./screens/members.js";
import { NowScreen } from "./screens/now.js";
import { PeersScreen } from "./screens/peers/peers.js";
import { PeopleScreen } from "./screens/people.js";
import { KeepCodes, ShowCodesProvider } from "./screens/recovery-codes.js";
import { ReportsScreen } from "./screens/reports/reports.js";
import { SettingsScreen } from "./screens/settings.js";
import { SharingScreen } from "./screens/sharing.js";
import { oidcPath, SignInScreen } from "./screens/sign-in.js";
import { WarningsScreen } from "./screens/warnings.js";
import { YourSignInScreen } from "./screens/your-sign-in.js";
import { SessionContext } from "./session.js";
import { Shell } from "./shell.js";

const DetectionsScreen = lazy(() =>
  import("./screens/detections/detections.js").then((file) => ({ default: file.DetectionsScreen })),
);
const PortScreen = lazy(() =>
  import("./screens/port/port.js").then((file) => ({ default: file.PortScreen })),
);
const RulesScreen = lazy(() =>
  import("./screens/rules/rules.js").then((file) => ({ default: file.RulesScreen })),
);

function NotHere() {
  return (
    <div className="page-inner stack">
      <h1>There is no such page</h1>
      <p>
        Perhaps the address was cut. <a href="/">Go to Now</a>.
      </p>
    </div>
  );
}

function Screens({ session }: { readonly session: Session }) {
  const center = session.person.memberId === null;
  return (
    <Switch>
      <Route path="/" component={NowScreen} />
      <Route path="/warnings/:id?">{({ id }) => <WarningsScreen id={id ?? null} />}</Route>
      <Route path="/detections/:id?">{({ id }) => <DetectionsScreen id={id ?? null} />}</Route>
      {center && <Route path="/rules/:part?">{({ part }) => <RulesScreen part={part ?? null} />}</Route>}
      <Route path="/port/:part?/:id?">
        {({ part, id }) => <PortScreen part={part ?? null} id={id ?? null} />}
      </Route>
      <Route path="/look-up" component={LookUpScreen} />
      <Route path="/reports/:id?">{({ id }) => <ReportsScreen openId={id ?? null} />}</Route>
      {!center && <Route path="/sharing" component={SharingScreen} />}
      <Route path="/your-sign-in" component={YourSignInScreen} />
      {session.person.role === "admin" && <Route path="/people" component={PeopleScreen} />}
      {center && <Route path="/members" component={MembersScreen} />}
      {session.person.role === "operator" && <Route path="/exchange" component={ExchangeScreen} />}
      {session.person.role === "operator" && <Route path="/exchange/peers" component={PeersScreen} />}
      {center && (
        <Route path="/assurance/:sequence?">
          {({ sequence }) => <AssuranceScreen open={sequence === undefined ? null : Number(sequence)} />}
        </Route>
      )}
      {center && <Route path="/settings" component={SettingsScreen} />}
      <Route path="/sign-in">
        <Redirect to="/" />
      </Route>
      <Route component={NotHere} />
    </Switch>
  );
}

/** The console, or what has to be done before it opens. */
function SignedIn({
  session,
  codes,
  onCodes,
  onComplete,
}: {
  readonly session: Session;
  readonly codes: readonly string[];
  readonly onCodes: (codes: readonly string[]) => void;
  readonly onComplete: () => void;
}) {
  const client = useQueryClient();
  const onKept = () => {
    void client.resetQueries();
    onCodes([]);
  };
  if (codes.length > 0 || session.recoveryCodesUnkept)
    return <KeepCodes codes={codes} onCodes={onCodes} onKept={onKept} />;
  if (session.secondFactorNeeded) return <CompleteSignIn onDone={onComplete} />;
  return (
    <LiveProvider>
      <NoticesProvider>
        <Shell>
          <Suspense fallback={<Waiting what="the screen" />}>
            <Screens session={session} />
          </Suspense>
        </Shell>
      </NoticesProvider>
    </LiveProvider>
  );
}

export function App() {
  const client = useQueryClient();
  const [path, go] = useLocation();
  const [signedOut, setSignedOut] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const invited = path === "/invitation";
  const signingIn = path === "/sign-in" || path === oidcPath || invited;
  const session = useQuery({
    queryKey: ["session"],
    queryFn: () => get<Session>("/session"),
    enabled: !signingIn,
    retry: (count, fault) => count < 2 && fault instanceof Refused && fault.status === 0,
    staleTime: 300_000,
  });

  useEffect(() => listenForSignOut(() => setSignedOut(true)), []);

  const onSignedIn = useCallback(() => {
    // Not `clear`: what is on screen (the session, at the same address) has to be asked again.
    void client.resetQueries();
    setSignedOut(false);
    go("/", { replace: true });
  }, [client, go]);

  if (invited) return <InvitationScreen onSignedIn={onSignedIn} />;
  if (signingIn || signedOut) return <SignInScreen onSignedIn={onSignedIn} />;
  if (session.data !== undefined)
    return (
      <SessionContext.Provider value={session.data}>
        <ShowCodesProvider value={setCodes}>
          <SignedIn session={session.data} codes={codes} onCodes={setCodes} onComplete={onSignedIn} />
        </ShowCodesProvider>
      </SessionContext.Provider>
    );
  if (session.isPending) return null;
  if (session.error instanceof Refused && session.error.status === 401)
    return <SignInScreen onSignedIn={onSignedIn} />;
  return (
    <main className="page page-inner">
      <h1 className="hidden-text">Breakwater</h1>
      <Fault fault={session.error} retry={() => void session.refetch()} />
    </main>
  );
}
