"""Reads a center with the clients that people run: taxii2-client, stix2, pymisp, misp-stix (docs/conformance.md).

    python read.py https://center.example bwt_TOKEN [--insecure]

One line for each thing that was tried; ends with 1 where one failed. What it gives is one indicator for 192.0.2.1, to
the inbox of the token's own member.
"""

import datetime
import json
import sys
import uuid

import requests
import stix2
from pymisp import MISPEvent
from taxii2client.common import TokenAuth
from taxii2client.v21 import Collection, Server, as_pages

ADDRESS = sys.argv[1].rstrip("/")
TOKEN = sys.argv[2]
VERIFY = "--insecure" not in sys.argv
FAILED = []


def tried(name, do):
    try:
        said = do()
        print(f"ok      {name}: {said}")
        return said
    except Exception as error:  # whatever a client says is what is to be known
        FAILED.append(name)
        print(f"FAILED  {name}: {type(error).__name__}: {error}")
        return None


class Bearer(TokenAuth):
    """taxii2-client's own says `Token`; the center asks for `Bearer`, or Basic with the token as password."""

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self.key}"
        return request


server = Server(f"{ADDRESS}/taxii2/", user="any", password=TOKEN, verify=VERIFY)
tried("discovery, Basic", lambda: f"{server.title}, {len(server.api_roots)} API roots")
tried(
    "discovery, Bearer",
    lambda: Server(f"{ADDRESS}/taxii2/", auth=Bearer(TOKEN), verify=VERIFY).title,
)
root = server.api_roots[0]
tried("API root", lambda: f"{root.title}, {root.versions}, {root.max_content_length} bytes")
tried("collections", lambda: ", ".join(f"{one.title} {'r' if one.can_read else '-'}{'w' if one.can_write else '-'}" for one in root.collections))


def of(alias):
    for one in root.collections:
        if one.alias == alias:
            return one
    return Collection(f"{root.url}collections/{alias}/", user="any", password=TOKEN, verify=VERIFY)


indicators, inbox = of("indicators"), of("inbox")


def read_all():
    objects = [each for page in as_pages(indicators.get_objects, per_request=100) for each in page.get("objects", [])]
    for each in objects:
        stix2.parse(each, allow_custom=False)
    assert len({each["id"] for each in objects}) == len(objects), "an object came twice"
    return f"{len(objects)} objects, each parsed by stix2"


tried("objects, page by page", read_all)
tried("manifest", lambda: f"{len(indicators.get_manifest(limit=100).get('objects', []))} entries")


def read_one():
    entry = indicators.get_manifest(limit=1)["objects"][0]
    one = indicators.get_object(entry["id"])["objects"][0]
    versions = indicators.object_versions(entry["id"])["versions"]
    assert one["modified"] in versions or entry["version"] in versions
    return f"{entry['id']}, {len(versions)} versions"


tried("one object and its versions", read_one)


def give():
    now = datetime.datetime.now(datetime.timezone.utc)
    given = stix2.Indicator(
        id=f"indicator--{uuid.uuid4()}",
        name="given by hand",
        pattern="[ipv4-addr:value = '192.0.2.1']",
        pattern_type="stix",
        valid_from=now,
        object_marking_refs=[stix2.TLP_GREEN],
    )
    status = inbox.add_objects({"objects": [json.loads(given.serialize())]}, wait_for_completion=True, poll_interval=1, timeout=30)
    assert status.status == "complete" and status.success_count == 1, status.__dict__
    return status.id


tried("an indicator given, and its status", give)


def read_feed():
    session = requests.Session()
    session.verify = VERIFY
    session.headers["Authorization"] = TOKEN
    manifest = session.get(f"{ADDRESS}/misp/feed/manifest.json", timeout=60).json()
    first = None
    for each in manifest:
        event = MISPEvent()
        event.load(session.get(f"{ADDRESS}/misp/feed/{each}.json", timeout=60).json(), validate=True)
        first = first or event
    return first, f"{len(manifest)} events, each loaded and validated by pymisp"


loaded = tried("the MISP feed", lambda: read_feed()[1])


def convert():
    from misp_stix_converter import MISPtoSTIX21Parser

    parser = MISPtoSTIX21Parser()
    parser.parse_misp_event(read_feed()[0])
    return f"{len(parser.stix_objects)} objects of STIX"


tried("its first event as STIX by misp-stix", convert)
sys.exit(1 if FAILED else 0)
