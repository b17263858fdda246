"""Answers as those of AWS, made of a few values."""

import json

from faulty_server import Answer

ACCOUNT = "123456789012"
REGISTRY = f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"


def as_json(value, status=200, **others):
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/x-amz-json-1.1"}, **others)


def fault(status, code, message="", **others):
    return as_json({"__type": f"com.amazonaws.ecs#{code}", "message": message}, status, **others)


def definition_arn(name, revision=7):
    return f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task-definition/{name}:{revision}"


def service(name, **changes):
    return {"serviceName": name, "serviceArn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/platform/{name}", "status": "ACTIVE",
            "desiredCount": 1, "runningCount": 1, "taskDefinition": definition_arn(name),
            "deployments": [{"status": "PRIMARY", "taskDefinition": definition_arn(name), "rolloutState": "COMPLETED"}], **changes}


def definition(arn, containers):
    """`containers`: name -> image."""
    family = arn.split("/")[1].split(":")[0]
    return {"taskDefinition": {"taskDefinitionArn": arn, "family": family, "containerDefinitions": [
        {"name": name, "image": image, "essential": True} for name, image in containers.items()]}}


def ecs(tags, services=None):
    """What ECS answers when it runs `tags`: service -> tag. `services` are those that are not as usual, by name."""
    def answer(request):
        asked = json.loads(request.body)
        operation = request.header("X-Amz-Target").split(".")[1]
        if operation == "DescribeServices":
            known = {name: (services or {}).get(name, service(name)) for name in tags}
            found = [known[name] for name in asked["services"] if name in known]
            missing = [{"arn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/{name}", "reason": "MISSING"}
                       for name in asked["services"] if name not in known]
            return as_json({"services": found, "failures": missing})
        arn = asked["taskDefinition"]
        name = arn.split("/")[1].split(":")[0]
        return as_json(definition(arn, {name: f"{REGISTRY}/platform/{name}:{tags[name]}"}))
    return answer
