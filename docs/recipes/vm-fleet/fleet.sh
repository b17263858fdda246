# shellcheck shell=bash disable=SC2034,SC2154
# What is particular to this project; read by the scripts beside it after they have set $env.
service=backend
ssh_user=deploy                                        # may run the container tool on the instances
port=8080                                              # of the target group: where instances answer, on their private address
container_port=8080                                    # where the service listens inside of its container
health_path=/health                                    # answers {"tag": "..."} with the tag that it was started with
parameter=/platform/$env/$service/image_tag            # what is live; see deltaplan.json
lock=/platform/$env/$service/roll_lock                 # there while a roll is under way
# Where its images are, deltaplan.json says.
repository=$(deltaplan -q -C "$here" settings --env "$env" | sed -n 's/^repository=//p')
repository=${repository//'{image}'/"$service"}
: "${repository:?deltaplan.json names no repository of $env}"
