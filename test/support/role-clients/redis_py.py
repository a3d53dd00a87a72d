"""Answers requests, one JSON document a line, through redis-py."""

import json
import sys

from redis.cluster import RedisCluster
from redis.exceptions import NoPermissionError

login = json.loads(sys.stdin.readline())
cluster = RedisCluster(
    host=login["host"],
    port=login["port"],
    username=login["user"],
    password=login["password"],
    ssl=True,
    ssl_ca_certs=login["authorityFile"],
    ssl_check_hostname=True,
    read_from_replicas=login["fromReplicas"],
    decode_responses=True,
)
subscription = None


def transaction(key, value):
    pipeline = cluster.pipeline(transaction=True)
    pipeline.set(key, value)
    pipeline.get(key)
    return pipeline.execute()[1]


def hear(kind):
    while True:
        message = subscription.get_message(timeout=10)
        if message is None:
            raise TimeoutError(kind)
        if message["type"] == kind:
            return message["data"]


def answer(request):
    global subscription
    if "words" in request:
        # Of a command without a key, redis-py does not always know where to send it.
        target = {} if request["keyed"] else {"target_nodes": cluster.get_random_node()}
        return cluster.execute_command(*request["words"], **target)
    if "key" in request:
        return transaction(request["key"], request["value"])
    if "channel" in request:
        subscription = cluster.pubsub()
        subscription.subscribe(request["channel"])
        return hear("subscribe")
    return hear("message")


for line in sys.stdin:
    try:
        reply = {"value": str(answer(json.loads(line)))}
    except NoPermissionError as error:
        reply = {"error": f"NOPERM {error}"}
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
