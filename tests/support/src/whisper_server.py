"""OpenAI's POST /v1/audio/transcriptions on a real Whisper, for tests.

    python whisper_server.py MODEL_FOLDER

Says its port in one line of JSON on standard output, and ends when its standard input does.
"""

import email.parser
import email.policy
import io
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from faster_whisper import WhisperModel

model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=2)
# One at a time: two transcriptions side by side take longer than one after the other.
turn = threading.Lock()


def read_form(content_type, body):
    """The parts of a multipart/form-data body: bytes of each by its name."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    return {
        part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
        for part in message.iter_parts()
    }


def transcribe(form):
    language = form["language"].decode() if form.get("language") else None
    with turn:
        # Greedy and from nothing but the sound, so that the same audio gives the same words.
        segments, info = model.transcribe(
            io.BytesIO(form["file"]),
            beam_size=1,
            language=language,
            temperature=0.0,
            condition_on_previous_text=False,
        )
        text = "".join(segment.text for segment in segments).strip()
    return {"text": text, "language": info.language, "duration": info.duration}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, message):
        self.answer(status, {"error": {"message": message, "type": "invalid_request_error"}})

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/v1/audio/transcriptions":
            return self.refuse(404, f"No {self.path} here")
        form = read_form(self.headers.get("Content-Type", ""), body)
        if "file" not in form or "model" not in form:
            return self.refuse(400, "The form needs a file and a model")
        try:
            self.answer(200, transcribe(form))
        except Exception as error:  # Whatever the audio is, the next one gets an answer too.
            self.refuse(400, str(error))

    def log_message(self, *_):
        pass


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=end_with_parent, daemon=True).start()
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
