"""How many tokens a prompt takes, without the tokenizer of the model."""

from pipeline.tools.llm import Answer
from pipeline.tools.prompts import Rendered

# German is read as one token for about three letters; five is more than any tokenizer manages, so
# a server that counts fewer has not read the whole prompt.
LETTERS_PER_TOKEN_AT_MOST = 5
# And for planning the other way round: JSON and rare words take more tokens than running text.
LETTERS_PER_TOKEN_AT_LEAST = 2.5


def tokens_at_most(prompt: Rendered) -> int:
    return int((len(prompt.system) + len(prompt.user)) / LETTERS_PER_TOKEN_AT_LEAST) + 20


def half_read(prompt: Rendered, answer: Answer) -> bool:
    if not answer.prompt_tokens:
        return False
    least = (len(prompt.system) + len(prompt.user)) / LETTERS_PER_TOKEN_AT_MOST
    return answer.prompt_tokens < least
