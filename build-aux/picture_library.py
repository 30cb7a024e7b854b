# SPDX-License-Identifier: GPL-3.0-or-later
"""Libraries that pictures are taken of, and a service that leaves them as they are."""
import json
import os
import pathlib
import shutil
import sqlite3
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LINK_LASTS = 9 * HOUR

#: The demo's videos: name, width, height.
VIDEOS = (('dunes', 1366, 768), ('harbour', 1366, 768), ('silk', 768, 1366), ('moss', 1366, 768), ('ink', 1024, 1024))
TAKES = ('Dunes at dusk, take 3', 'Harbour, slow push-in, take 2', 'Silk in the wind, portrait', 'Moss and light',
         'Ink in water, loop')
LONG_LABEL = ('The lighthouse keeper walks down the stairs, stops at the window and looks out at the storm, '
              'handheld, second unit, take 14')
PROMPT = 'A calm sea at first light, the camera glides slowly towards the harbour wall; muted colours, 35 mm.'


class StandingService:
    """A gateway on loopback where time stands still: each task is as it was. Of a video it sends two thirds,
    and then ever less."""

    def __init__(self, video):
        content = pathlib.Path(video).read_bytes()
        sent_at_once = len(content) * 2 // 3
        ended = threading.Event()
        replies = {}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_GET(self):  # noqa: N802, the name is the library's
                url = urllib.parse.urlsplit(self.path)
                task_id = urllib.parse.parse_qs(url.query).get('task_id', [''])[0]
                try:
                    if task_id in replies:
                        self._send(200, 'application/json', json.dumps(replies[task_id]).encode())
                    elif url.path.startswith('/video/'):
                        self._send(200, 'video/mp4', content)
                    else:
                        ended.wait()
                except OSError:
                    # Whoever asked has gone.
                    self.close_connection = True

            def _send(self, status, content_type, body):
                self.send_response(status)
                self.send_header('Content-Type', content_type)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                if body is not content:
                    self.wfile.write(body)
                    return
                self.wfile.write(body[:sent_at_once])
                for byte in body[sent_at_once:]:
                    if ended.wait(0.2):
                        break
                    self.wfile.write(bytes([byte]))
                self.close_connection = True

            def log_message(self, *_arguments):
                pass

        self.replies = replies
        self._ended = ended
        self._server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self._server.daemon_threads = True
        self.base_url = f'http://127.0.0.1:{self._server.server_port}'
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()


class Library:
    """The library of a home folder, which the program itself has made, and which is closed."""

    def __init__(self, data_folder, videos_source, saved_folder, service):
        self._data = pathlib.Path(data_folder)
        self._source = pathlib.Path(videos_source)
        self._saved = pathlib.Path(saved_folder)
        self._service = service
        self._now = int(time.time())
        self._database = sqlite3.connect(self._data / 'library.db')
        self._known = {row[1] for row in self._database.execute('PRAGMA table_info (tasks)')}
        self._count = 0
        for folder in (self._data / 'videos', self._saved):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def close(self):
        self._database.commit()
        self._database.close()

    def make_newer(self):
        """As if a later Rushes had been at it."""
        self._database.execute('PRAGMA user_version = 1000')

    def _add(self, age, label=None, **values):
        self._count += 1
        at = self._now - age
        task = {'account_id': 'environment', 'task_id': str(306793118204466 - 7919 * self._count), 'label': label,
                'added_at': at, 'submitted_at': at, 'model': 'MiniMax-Hailuo-02', 'prompt': PROMPT, **values}
        names = [name for name in task if name in self._known]
        cursor = self._database.execute(
            f'INSERT INTO tasks ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})',
            [task[name] for name in names])
        if not values.get('saved_path') and not values.get('kept_name'):
            self._service.replies[task['task_id']] = self._build_reply(task)
        states = [(at, 'waiting')]
        if 'started_at' in task:
            states.append((task['started_at'], 'running'))
        if 'finished_at' in task:
            states.append((task['finished_at'], task['phase']))
        if 'saved_at' in task:
            states.append((task['saved_at'], 'saved'))
        self._database.executemany('INSERT INTO history (task, at, state) VALUES (?, ?, ?)',
                                   [(cursor.lastrowid, *state) for state in states])
        return cursor.lastrowid

    def _build_reply(self, task):
        file = {'file_id': task.get('file_id', ''), 'filename': 'output.mp4', 'bytes': task.get('bytes', 0),
                'download_url': task.get('download_url') or ''}
        return {'code': 'success', 'message': '', 'data': {
            'task_id': task['task_id'], 'action': 'video_generation', 'status': task.get('raw_status', 'NOT_START'),
            'fail_reason': task.get('failure_text', ''), 'submit_time': task['submitted_at'],
            'start_time': task.get('started_at', 0), 'finish_time': task.get('finished_at', 0),
            'progress': f'{task.get("progress", 0)}%',
            'data': {'file': file, 'task_id': task['task_id'], 'video_width': task.get('width', 0),
                     'video_height': task.get('height', 0)} if 'download_url' in task else {}}}

    def _finished(self, age, video, link_left=None, **values):
        """Whose link lasts as long as its age has it, or as link_left says."""
        _, width, height = VIDEOS[video]
        if link_left is not None:
            age = LINK_LASTS - link_left
        path = f'/video/{self._count}.mp4?Expires={self._now - age + LINK_LASTS}&Signature=c2lnbmF0dXJl'
        return {'age': age, 'phase': 'finished', 'raw_status': 'SUCCESS', 'progress': 100, 'width': width,
                'height': height, 'file_id': '115334141465231360', 'file_name': 'output.mp4',
                'bytes': (self._source / f'{VIDEOS[video][0]}.mp4').stat().st_size,
                'started_at': self._now - age + 6, 'finished_at': self._now - age + 2 * MINUTE,
                'expires_at': self._now - age + LINK_LASTS, 'download_url': self._service.base_url + path, **values}

    def _on_disk(self, age, video, **values):
        return self._finished(age, video, download_url=None, **values)

    def _place(self, video, target):
        target.parent.mkdir(parents=True, exist_ok=True)
        source = self._source / f'{VIDEOS[video][0]}.mp4'
        kept = self._data / 'videos' / f'.{VIDEOS[video][0]}'
        # One file for many names: ten thousand copies would say no more.
        if not kept.exists():
            shutil.copyfile(source, kept)
            kept.chmod(0o600)
        os.link(kept, target)
        return source.stat().st_size

    def kept(self, age, video, label=None, **values):
        name = f'{self._count}-output.mp4'
        size = self._place(video, self._data / 'videos' / name)
        self._add(label=label, kept_name=name, kept_bytes=size, kept_verified='crc64',
                  **{'kept_at': self._now - age + 2 * MINUTE + 5, **self._on_disk(age, video), **values})

    def saved(self, age, video, label=None, there=True, **values):
        path = self._saved / f'{label or self._count}.mp4'
        if there and not path.exists():
            self._place(video, path)
        self._add(label=label, saved_path=str(path), saved_verified='length',
                  **{'saved_at': self._now - age + 3 * MINUTE, **self._on_disk(age, video), **values})

    def saving(self, age, video, label, state, failure=(None, None)):
        number = self._add(label=label, **self._finished(age, video))
        self._database.execute('INSERT INTO transfers (task, purpose, destination, replace, state, failure_code,'
                               ' failure_text, created_at) VALUES (?, ?, ?, 0, ?, ?, ?, ?)',
                               (number, 'save', (self._saved / f'{label}.mp4').as_uri(), state, *failure, self._now))

    def running(self, age, label=None):
        self._add(age, label, phase='running', raw_status='IN_PROGRESS', progress=30, started_at=self._now - age + 8)

    def failed(self, age, code, text, label=None):
        self._add(age, label, phase='failed', raw_status='FAILURE', progress=100, failure_code=code, failure_text=text,
                  started_at=self._now - age + 5, finished_at=self._now - age + 40)

    def fill_three(self):
        """As they stand after a first hour; the last one added stands on top."""
        self.failed(50 * MINUTE, '1026', 'input sensitive content', 'Crowd at the gate, wide')
        self.kept(14 * MINUTE, 0, TAKES[0])
        self._add(80, TAKES[1], phase='running', raw_status='IN_PROGRESS', progress=30, started_at=self._now - 72)

    def fill_states(self):
        """Every state, and what is hard to show: long and foreign labels, none at all, several days."""
        for index in range(6):
            self.saved(9 * DAY + index * HOUR, index % 5, f'{TAKES[index % 5]}, {index + 1}')
        self.saved(2 * DAY, 3, 'لقطة الميناء عند الغروب', note='For the trailer')
        self.kept(DAY + 3 * HOUR, 2, '雨夜街头的霓虹灯，第三条')
        self.failed(DAY + 2 * HOUR, '1008', 'insufficient balance')
        self._add(**self._finished(DAY, 4), label='Aurora test')
        self.saved(5 * HOUR, 1, 'Moved elsewhere', there=False)
        self.saved(3 * HOUR, 4, TAKES[4])
        self.kept(2 * HOUR, 3)
        self.kept(HOUR, 2, TAKES[2], note='The second half is the good one.')
        self.failed(50 * MINUTE, '1026', 'input new_sensitive content', 'Crowd at the gate, wide')
        self.saving(40 * MINUTE, 1, 'Coral macro', 'failed', ('link-expired', None))
        self.saving(30 * MINUTE, 1, 'Night train', 'paused')
        self._add(25 * MINUTE, 'Paper boats', phase='unknown', raw_status='PAUSED')
        self._add(**self._finished(20 * MINUTE, 0), label=LONG_LABEL)
        self._add(**self._finished(0, 1, link_left=25 * MINUTE), label='Harbour, slow push-in, take 1')
        self._add(**self._finished(0, 3, link_left=52 * MINUTE))
        self.saving(6 * MINUTE, 1, 'Fireflies, slow pan', 'queued')
        self._add(80, TAKES[1], phase='running', raw_status='IN_PROGRESS', progress=30, started_at=self._now - 72)
        self._add(20, None, phase='waiting', raw_status='QUEUED')
        self._add(5, 'Just added')

    def fill_details(self):
        """One of each that its details have more to say of than its row."""
        self._add(**self._finished(11 * HOUR, 1), label='Night train')
        self.failed(50 * MINUTE, '1026', 'input new_sensitive content', 'Crowd at the gate, wide')
        self._add(80, TAKES[1], phase='running', raw_status='IN_PROGRESS', progress=30, started_at=self._now - 72)
        (self._saved / 'Coral macro.mp4').write_bytes(b'not a video' * 4096)
        self.saved(2 * HOUR, 3, 'Coral macro')
        self.kept(HOUR, 2, TAKES[2], note='The second half is the good one.')
        self.kept(14 * MINUTE, 0, TAKES[0], note='For the trailer')

    def fill_accounts(self):
        """Besides the one of the environment."""
        self.fill_three()
        self._database.executemany(
            'INSERT INTO accounts (id, name, base_url, created_at) VALUES (?, ?, ?, ?)',
            [('studio', 'Studio', 'https://api.minimax.io', self._now - DAY),
             ('archive', 'The archive of everything that was made before', 'https://gateway.example/minimax',
              self._now - HOUR)])

    def fill_many(self, count=10_000):
        for index in range(count - 40):
            age = (count - index) * 11 * MINUTE
            if index % 17 == 3:
                self.failed(age, '1026', 'input new_sensitive content', f'{TAKES[index % 5]}, {index}')
            else:
                video = index % 5
                self._add(label=f'{TAKES[video]}, {index}', saved_path=str(self._saved / f'{VIDEOS[video][0]}.mp4'),
                          **{'saved_at': self._now - age + 3 * MINUTE, **self._on_disk(age, video)})
        for index, (name, _, _) in enumerate(VIDEOS):
            self._place(index, self._saved / f'{name}.mp4')
        for index in range(40):
            self.kept((40 - index) * 11 * MINUTE, index % 5, TAKES[index % 5] if index % 3 else None)
