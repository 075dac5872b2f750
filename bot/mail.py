"""By which mail server reports go out, if one is set up."""

from bot.settings import Settings
from integrations.mail import Mail, server_of
from jobs.letters import Send


def mail_of(settings: Settings) -> Send | None:
    if settings.smtp_url is None or settings.smtp_sender is None:
        return None
    return Mail(server_of(settings.smtp_url.get_secret_value()), settings.smtp_sender).send
