"""Every method of the Bot API that the simulator performs."""

from simulator import (
    methods_bot,
    methods_chats,
    methods_copy,
    methods_edit,
    methods_links,
    methods_members,
    methods_pins,
    methods_polls,
    methods_send,
    methods_topics,
)
from simulator.call import Method

METHODS: dict[str, Method] = {
    **methods_bot.METHODS,
    **methods_send.METHODS,
    **methods_edit.METHODS,
    **methods_copy.METHODS,
    **methods_chats.METHODS,
    **methods_members.METHODS,
    **methods_pins.METHODS,
    **methods_polls.METHODS,
    **methods_links.METHODS,
    **methods_topics.METHODS,
}

NOT_SIMULATED = frozenset(
    {
        "business_connection_id",
        "direct_messages_topic_id",
        "ephemeral_message_parameters",
        "inline_message_id",
        "rich_message",
        "suggested_post_parameters",
    }
)
