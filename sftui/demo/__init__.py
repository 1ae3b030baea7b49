"""The demo org: a small, faithful Salesforce on 127.0.0.1, from the standard library alone.

It is the first thing a new user tries, what tests run against, and what screenshots show. Facts come
from salesforce-oauth.md; its section 16 lists what is imitated.

In the same process::

    from sftui.demo.server import DemoSalesforce
    from sftui.demo.credentials import credentials, describe

    with DemoSalesforce() as sf:            # or sf.start() … sf.stop()
        sf.login_url                        # generic production host, as login.salesforce.com
        sf.test_url                         # generic sandbox host, as test.salesforce.com
        sf.my_domain_url, sf.sandbox_url    # My Domain of "acme" and of "acme--uat"
        sf.setup_url                        # as acme.my.salesforce-setup.com
        credentials(sf)                     # {method id: object for ``connect --from``}
        describe(sf)                        # the line of ``sftui demo --serve``

``DemoSalesforce(port=0, seed=None, now=time.time, tls=None)``: ``port`` is that of the login host (the
other hosts follow it where free), ``seed`` makes ids and tokens repeatable, ``now`` is the clock,
``tls`` an ``ssl.SSLContext`` to serve https.

Who and what is there (``seed.py``)
    Orgs ``acme`` and ``acme--uat``. People ada@acme.com (administrator), lee@acme.com,
    joerg@acme.com (password with umlaut and ``&+%="'#``), integration@acme.com (API only, run-as user),
    grace@, omar@, mei@acme.com, sam@partner.example, old@acme.com (inactive); ada@, lee@ and
    integration@acme.com.uat. Apps *Acme Integration* (connected app, every flow), *Acme Pipeline*
    (connected app, approved by an administrator for all but Lee: JWT), *Acme Terminal* (External Client
    App of acme, PKCE required), *Acme UAT Terminal* (the same for the sandbox), *Acme Public Client*
    (External Client App without a secret). Callbacks: ``http://localhost:1717/OauthRedirect`` and
    ``/services/oauth2/success`` of the real and of the demo's hosts.

Steering (``steering.py``, ``server.py``)
    ``sf.switch(org=None, **fields)`` sets fields of ``switches.Switches`` on one org or all;
    the network's are ``delay``, ``fault`` (``switches.FAULTS``: close, reset, lost-reply, cut, silent,
    drip, gigabyte, html-200, html-503, server-error, not-json, json-array, empty, redirect, oauth-error,
    rest-error, identity-error), ``fault_on`` (starts of paths, with blanks between), ``fault_times`` (0 is for
    ever), ``fault_error``, ``fault_text``, ``fault_status``, ``hold`` (starts of paths that wait unanswered);
    ``sf.wait_until_held(count, path="")`` and ``sf.let_go()`` go with ``hold``; ``sf.reset_switches()``;
    ``sf.set_app(name_or_key, **fields)`` for fields of ``apps.App`` (flows, rotation, refresh_policy,
    blocked, installed_in, callbacks, scopes, require_pkce, admin_approved …);
    ``sf.set_person(username, **fields)`` for fields of ``people.Person`` (active, frozen, login_rule,
    password_expired, api_enabled …); ``app_not_ready``, ``add_callback``, ``upload_certificate``,
    ``change_password``, ``reset_security_token``, ``lock``, ``unlock``, ``is_locked``,
    ``end_access_token``, ``end_sessions``, ``revoke_approvals``, ``contain``, ``approve_device``,
    ``refresh_sandbox``, ``advance``, ``add_org``, ``add_people``, ``add_app``, ``hang_up``, ``pick_up``.

Learning
    ``sf.attempts(username)``, ``sf.refused_twice(username)``, ``sf.mailbox(username)``,
    ``sf.login_history(username)``, ``sf.approvals(username, app)``, ``sf.requests(path)``; ``sf.org``,
    ``sf.person`` and ``sf.app`` give the records themselves.

The person at the browser (``browser.py``)
    ``sf.browser.sign_in(authorize_url, username, password, approve=True, deliver=False)`` returns the
    redirected address; ``sf.browser.approve_device(user_code, username, password, approve=True,
    page=verification_uri)``. Both go through the pages; ``BrowserStoppedError.page`` is the page they
    got stuck on. ``Browser()`` works on any address, also of a demo in another process.

From another process: JSON bodies and replies under ``/demo/`` of every host, 400 with ``error``
    ====== =========================== =========================================================
    GET    /demo/state                 counts, causes, mail, user codes that wait, time
    GET    /demo/credentials           what ``--serve`` printed, with fresh tokens
    POST   /demo/switch                {"org"?: my_domain, **Switches}
    POST   /demo/reset                 {} all switches back
    POST   /demo/held                  {"count"?, "path"?} replies once so many requests are held
    POST   /demo/let-go                {} what is held is answered, and nothing more is held
    POST   /demo/app                   {"app": name or key, **App}
    POST   /demo/app-not-ready         {"app", "seconds"}
    POST   /demo/callback              {"app", "url"}
    POST   /demo/certificate           {"app", "pem"}
    POST   /demo/person                {"username", **Person}
    POST   /demo/change-password       {"username", "password"?} → password, security_token
    POST   /demo/reset-security-token  {"username"} → security_token
    POST   /demo/lock, /demo/unlock    {"username", "seconds"?}
    POST   /demo/end-sessions          {"username"} or {"access_token"} → ended
    POST   /demo/revoke-approvals      {"username", "app"?} → revoked
    POST   /demo/contain               {"username"}
    POST   /demo/refresh-sandbox       {"org"} → org_id
    POST   /demo/advance               {"seconds"} → now
    POST   /demo/approve               {"url", "username", "password"?, "approve"?, "deliver"?}
                                       → location; or {"user_code", "username", "approve"?}
    POST   /demo/org                   {"my_domain", "name"?, "kind"?, "people"?, "dead"?} → url, org_id
    POST   /demo/hang-up, /demo/pick-up {"url"}: a host goes dead, and is back
    ====== =========================== =========================================================
"""
