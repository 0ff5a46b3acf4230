"""Lists the tools at a URL with the official client, calls get_members, and prints both as one line of JSON.

Arguments: transport (sse or http), URL, protocol mode of the client, and headers as JSON.
"""

import asyncio
import json
import sys

import httpx2
from mcp.client.client import Client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client


async def main(transport: str, url: str, mode: str, headers: dict[str, str]) -> None:
    async with httpx2.AsyncClient(headers=headers) as http:
        streams = sse_client(url, headers=headers) if transport == "sse" else streamable_http_client(url, http_client=http)
        async with Client(streams, mode=mode) as client:
            tools = await client.list_tools()
            members = await client.call_tool("get_members", {})
            print(
                json.dumps(
                    {
                        "tools": [tool.name for tool in tools.tools],
                        "is_error": members.is_error,
                        "members": (members.structured_content or {}).get("members"),
                    }
                )
            )


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], json.loads(sys.argv[4])))
