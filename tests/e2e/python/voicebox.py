"""Speaks with the voicebox by the official client, and prints what it answers as one line of JSON.

Arguments: transport (stdio, sse or http); then for stdio the command and its arguments, else the URL and headers as JSON.
Lists are printed as the client has read them; the sound is read by Python's own reader of WAV files, and printed as it came.
"""

import asyncio
import base64
import io
import json
import os
import struct
import sys
import wave

import httpx2
from mcp.client.client import Client
from mcp.client.sse import sse_client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client


def listed(items):
    return json.dumps([item.model_dump(mode="json", by_alias=True, exclude_none=True) for item in items])


def heard(data: str):
    with wave.open(io.BytesIO(base64.b64decode(data))) as sound:
        count = sound.getnframes()
        samples = struct.unpack("<%dh" % count, sound.readframes(count))
        return {
            "channels": sound.getnchannels(),
            "rate": sound.getframerate(),
            "seconds": count / sound.getframerate(),
            "loudest": max(abs(sample) for sample in samples),
        }


async def ask(streams) -> None:
    async with Client(streams, mode="legacy") as client:
        tools = await client.list_tools()
        resources = await client.list_resources()
        templates = await client.list_resource_templates()
        status = await client.call_tool("get_server_status", {})
        words = {"text": "We have sent the invoice to your email address.", "voice_id": "af_heart"}
        speech = await client.call_tool("generate_speech", words)
        unknown = await client.call_tool("generate_speech", {"text": "Hello.", "voice_id": "af_haert"})
        print(
            json.dumps(
                {
                    "lists": [listed(tools.tools), listed(resources.resources), listed(templates.resource_templates)],
                    "status": status.content[0].text,
                    "speech": speech.structured_content,
                    "sound": heard(speech.content[0].data),
                    "wav": speech.content[0].data,
                    "text": words["text"],
                    "unknown": [unknown.is_error, unknown.content[0].text],
                }
            )
        )


async def main(transport: str, target: list[str]) -> None:
    if transport == "stdio":
        await ask(stdio_client(StdioServerParameters(command=target[0], args=target[1:], env=dict(os.environ))))
        return
    headers = json.loads(target[1])
    if transport == "sse":
        await ask(sse_client(target[0], headers=headers))
        return
    async with httpx2.AsyncClient(headers=headers) as http:
        await ask(streamable_http_client(target[0], http_client=http))


asyncio.run(main(sys.argv[1], sys.argv[2:]))
