import httpx
import json

MCP_URL = "https://beyond.agentclub.io/mcp"
API_KEY = "your_mcp_api_key_here"

async def create_session(caller_id: str) -> dict:
    """Create a new MCP session for a caller."""
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"{MCP_URL}/auth/session",
            headers={"X-API-Key": API_KEY},
            json={"caller_id": caller_id}
        )
        response.raise_for_status()
        return response.json()

async def list_tools(session_token: str) -> dict:
    """List available MCP tools."""
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"{MCP_URL}/messages/",
            headers={"Authorization": f"Bearer {session_token}"},
            json={
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/list"
            }
        )
        response.raise_for_status()
        return response.json()

async def call_tool(session_token: str, tool_name: str, arguments: dict) -> dict:
    """Call an MCP tool."""
    async with httpx.AsyncClient() as client:
        response = await client.post(
            f"{MCP_URL}/messages/",
            headers={"Authorization": f"Bearer {session_token}"},
            json={
                "jsonrpc": "2.0",
                "id": 2,
                "method": "tools/call",
                "params": {
                    "name": tool_name,
                    "arguments": arguments
                }
            }
        )
        response.raise_for_status()
        return response.json()

# Usage example
async def handle_voice_call(caller_phone: str):
    # 1. Create session
    session = await create_session(caller_phone)
    token = session["session_token"]
    user = session["user"]

    print(f"Session created for {user['name']}")

    # 2. List available tools
    tools = await list_tools(token)
    print(f"Available tools: {tools}")

    # 3. Get member's bookings
    if user["member_ids"]:
        result = await call_tool(
            token,
            "get_bookings",
            {"member_id": user["member_ids"][0]}
        )
        print(f"Bookings: {result}")
