"""Starts a training and follows it to its end. Needs Python 3.10 and no package.

    python3 docs/examples/follow.py http://localhost:8000 '{"epochs": 3}'

It reconnects by itself: a server that is restarted meanwhile costs no event. TOKEN is sent where it is set.
"""
import http.client, json, os, sys, time, urllib.request

base = sys.argv[1] if len(sys.argv) > 1 else 'http://localhost:8000'
config = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
RETRY_SECONDS = 1
sys.stdout.reconfigure(line_buffering=True)  # so that a pipe shows each line at once


def call(path, body=None, headers=None):
    """Opens a reply; a body makes it a POST."""
    headers = {'content-type': 'application/json'} | (headers or {})
    if os.environ.get('TOKEN'):
        headers['authorization'] = f'Bearer {os.environ["TOKEN"]}'
    data = None if body is None else json.dumps(body).encode()
    return urllib.request.urlopen(urllib.request.Request(base + path, data, headers))


def events(job_id, last_id):
    """Yields each event of a job after that id, once and in order, over as many connections as it takes."""
    while True:
        try:
            with call(f'/api/events?job={job_id}', headers={'last-event-id': last_id}) as reply:
                for line in reply:
                    field, _, value = line.decode().rstrip('\n').partition(': ')
                    if field == 'id':
                        last_id = value
                    elif field == 'data':
                        yield json.loads(value)
        except (OSError, http.client.HTTPException) as error:
            print(f'reconnecting: {error}', file=sys.stderr)
        time.sleep(RETRY_SECONDS)


with call('/api/ws/status') as reply:
    newest_id = json.load(reply)['last_event_id']
with call('/api/training/start', {'config': config}) as reply:
    job_id = json.load(reply)['job_id']
print(f'started {job_id}')
for event in events(job_id, newest_id):
    if event['type'] == 'training_progress':
        print(f'epoch {event["epoch"]}, step {event["epoch_step"]}, loss {event["loss"]}')
    elif event['type'] == 'training_status':
        print(event['status'], event['message'])
        if event['exit'] is not None:
            sys.exit(0 if event['status'] == 'completed' else 1)
