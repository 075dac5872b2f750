"""About the bot itself: updates, webhook, files, taps, commands, texts, menu button."""

from typing import Final

from tests.simulator.conformance.cases import Case, refuses, works

COMMANDS: Final = [{"command": "help", "description": "What I can do"}]
TOO_OLD: Final = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
NO_FILE: Final = "400 Bad Request: wrong file_id or the file is temporarily unavailable"
UNSAYABLE: Final = "the libraries refuse a value of another type themselves"

CASES: Final[tuple[Case, ...]] = (
    works("getMe", "knows the bot", {}, {"id": "$me", "is_bot": True, "username": "$username"}),
    refuses(
        "getMe", "takes no parameters", {"chat_id": 7}, '400 Bad Request: unknown parameter "chat_id" of getMe'
    ),
    works("getUpdates", "is empty at first", {}, []),
    works("getUpdates", "takes its parameters", {"offset": 1, "limit": 5, "timeout": 0, "allowed_updates": ["message"]}, []),
    refuses(
        "getUpdates", "has an offset that is a number", {"offset": "soon"},
        '400 Bad Request: parameter "offset" of getUpdates must be of type Number', raw=UNSAYABLE,
    ),
    works("setWebhook", "keeps an address", {"url": "http://127.0.0.1:9/hook", "secret_token": "s-1", "max_connections": 5}),
    works("setWebhook", "is taken away with an empty address", {"url": ""}),
    refuses("setWebhook", "is an address", {"url": "nonsense"}, "400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
    refuses("setWebhook", "is on this machine", {"url": "https://example.org/hook"}, "400 Bad Request: bad webhook: the simulator delivers to loopback addresses only"),
    refuses("setWebhook", "has a secret of few characters", {"url": "http://127.0.0.1:9/", "secret_token": "ä"}, "400 Bad Request: secret token contains unallowed characters"),
    works("deleteWebhook", "forgets what waits", {"drop_pending_updates": True}),
    refuses("deleteWebhook", "knows yes from no", {"drop_pending_updates": "perhaps"}, '400 Bad Request: parameter "drop_pending_updates" of deleteWebhook must be of type Boolean', raw=UNSAYABLE),
    works("getWebhookInfo", "is empty without a webhook", {}, {"url": "", "pending_update_count": 0}),
    works("getWebhookInfo", "knows the webhook", {}, {"url": "http://127.0.0.1:9/hook", "max_connections": 40, "allowed_updates": ["message"]}, given="webhook"),
    refuses("getUpdates", "is not for a bot with a webhook", {}, "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", given="webhook"),
    refuses("getWebhookInfo", "takes no parameters", {"url": "x"}, '400 Bad Request: unknown parameter "url" of getWebhookInfo'),
    works("getFile", "says where a photo is", {"file_id": "$photo_id"}, {"file_id": "$photo_id", "file_path": str, "file_size": int}),
    works("getFile", "says where a document is", {"file_id": "$document_id"}, {"file_size": 13}),
    refuses("getFile", "refuses what is no id", {"file_id": "nonsense"}, NO_FILE),
    refuses("getFile", "needs an id", {}, "400 Bad Request: file_id is empty", raw=UNSAYABLE),
    refuses("getFile", "gives out 20 MB at most", {"file_id": "$large_document_id"}, "400 Bad Request: file is too big"),
    works("answerCallbackQuery", "answers a tap", {"callback_query_id": "$query"}),
    works("answerCallbackQuery", "answers with words", {"callback_query_id": "$query", "text": "Noted", "show_alert": True, "cache_time": 0}),
    refuses("answerCallbackQuery", "answers once", {"callback_query_id": "$answered_query"}, TOO_OLD),
    refuses("answerCallbackQuery", "answers soon", {"callback_query_id": "$old_query"}, TOO_OLD),
    refuses("answerCallbackQuery", "knows the tap", {"callback_query_id": "1"}, TOO_OLD),
    refuses("answerCallbackQuery", "answers briefly", {"callback_query_id": "$query", "text": "x" * 201}, "400 Bad Request: MESSAGE_TOO_LONG"),
    works("setMyCommands", "keeps commands", {"commands": COMMANDS}),
    works("setMyCommands", "keeps them by scope and language", {"commands": COMMANDS, "scope": {"type": "all_group_chats"}, "language_code": "hi"}),
    works("setMyCommands", "keeps them for a chat", {"commands": COMMANDS, "scope": {"type": "chat", "chat_id": "$chat"}}),
    works("setMyCommands", "keeps them for a member", {"commands": COMMANDS, "scope": {"type": "chat_member", "chat_id": "$group", "user_id": "$imran"}}),
    refuses("setMyCommands", "knows a command by its letters", {"commands": [{"command": "No Good", "description": "x"}]}, "400 Bad Request: BOT_COMMAND_INVALID"),
    refuses("setMyCommands", "wants a description", {"commands": [{"command": "help", "description": ""}]}, "400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"),
    refuses("setMyCommands", "takes a hundred", {"commands": COMMANDS * 101}, "400 Bad Request: BOT_COMMANDS_TOO_MUCH"),
    refuses(
        "setMyCommands", "knows the fields of a command", {"commands": [{"command": "help", "text": "x"}]},
        '400 Bad Request: can\'t parse commands: BotCommand has no field "text"', raw=UNSAYABLE,
    ),
    refuses(
        "setMyCommands", "knows the scopes", {"commands": COMMANDS, "scope": {"type": "everywhere"}},
        '400 Bad Request: can\'t parse scope: type "everywhere" is not one of BotCommandScopeAllChatAdministrators, '
        "BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat, "
        "BotCommandScopeChatAdministrators, BotCommandScopeChatMember, BotCommandScopeDefault", raw=UNSAYABLE,
    ),
    works("getMyCommands", "is empty at first", {}, []),
    works("getMyCommands", "gives back what was kept", {"scope": {"type": "all_private_chats"}}, COMMANDS, given="commands"),
    refuses("getMyCommands", "knows its parameters", {"commands": COMMANDS}, '400 Bad Request: unknown parameter "commands" of getMyCommands', raw="python-telegram-bot reads it as a list of objects of its own"),
    works("deleteMyCommands", "forgets them", {"scope": {"type": "all_private_chats"}}, given="commands"),
    refuses("deleteMyCommands", "knows its parameters", {"sound": True}, '400 Bad Request: unknown parameter "sound" of deleteMyCommands'),
    works("setMyName", "keeps a name", {"name": "Charge"}),
    refuses("setMyName", "keeps a short name", {"name": "x" * 65}, "400 Bad Request: BOT_NAME_TOO_LONG"),
    works("getMyName", "is the bot's first name", {}, {"name": "Town"}),
    refuses("getMyName", "knows its parameters", {"sound": 1}, '400 Bad Request: unknown parameter "sound" of getMyName'),
    works("setMyDescription", "keeps a description", {"description": "Installs chargers", "language_code": "hi"}),
    refuses("setMyDescription", "keeps 512 characters", {"description": "x" * 513}, "400 Bad Request: BOT_DESCRIPTION_TOO_LONG"),
    works("getMyDescription", "is empty at first", {}, {"description": ""}),
    refuses("getMyDescription", "knows its parameters", {"sound": 1}, '400 Bad Request: unknown parameter "sound" of getMyDescription'),
    works("setMyShortDescription", "keeps a short one", {"short_description": "Installs chargers"}),
    refuses("setMyShortDescription", "keeps 120 characters", {"short_description": "x" * 121}, "400 Bad Request: BOT_SHORT_DESCRIPTION_TOO_LONG"),
    works("getMyShortDescription", "is empty at first", {}, {"short_description": ""}),
    refuses("getMyShortDescription", "knows its parameters", {"sound": 1}, '400 Bad Request: unknown parameter "sound" of getMyShortDescription'),
    works("setChatMenuButton", "shows the commands", {"menu_button": {"type": "commands"}}),
    works("setChatMenuButton", "shows a page", {"chat_id": "$chat", "menu_button": {"type": "web_app", "text": "Board", "web_app": {"url": "https://a.b"}}}),
    refuses(
        "setChatMenuButton", "knows the kinds", {"menu_button": {"type": "round"}},
        '400 Bad Request: can\'t parse menu button: type "round" is not one of MenuButtonCommands, MenuButtonDefault, MenuButtonWebApp', raw=UNSAYABLE,
    ),
    works("getChatMenuButton", "is the commands at first", {}, {"type": "commands"}),
    works("getChatMenuButton", "gives back a page", {"chat_id": "$chat"}, {"type": "web_app", "text": "Board", "web_app": {"url": "https://a.b"}}, given="page"),
    refuses("getChatMenuButton", "knows its parameters", {"sound": 1}, '400 Bad Request: unknown parameter "sound" of getChatMenuButton'),
    works("getUserProfilePhotos", "has none to show", {"user_id": "$asha"}, {"total_count": 0, "photos": []}),
    refuses("getUserProfilePhotos", "knows the person", {"user_id": 1}, "400 Bad Request: user not found"),
    works("logOut", "agrees", {}),
    refuses("logOut", "takes no parameters", {"sound": 1}, '400 Bad Request: unknown parameter "sound" of logOut'),
    works("close", "agrees", {}),
    refuses("close", "takes no parameters", {"sound": 1}, '400 Bad Request: unknown parameter "sound" of close'),
)  # fmt: skip
