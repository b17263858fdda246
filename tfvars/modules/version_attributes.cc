#include "tfvars/modules/version_attributes.h"

#include <algorithm>
#include <iterator>

namespace deltaplan::tfvars {

std::vector<std::string> VersionAttributes(std::string_view resource_type) {
  struct Family {
    std::string_view type;  // how the name of the type ends
    std::vector<std::string> attributes;
  };
  static const std::vector<std::string> kFileHashes = {
      "content_base64sha256", "content_base64sha512", "content_md5", "content_sha1",
      "content_sha256",       "content_sha512",       "id"};
  static const std::vector<Family> kFamilies = {
      {"_api_gateway_deployment", {"id"}},
      {"_apigatewayv2_deployment", {"id"}},
      {"_appconfig_hosted_configuration_version", {"arn", "id", "version_number"}},
      {"_container_app", {"latest_revision_fqdn", "latest_revision_name"}},
      {"_instance_template", {"id", "name", "self_link", "self_link_unique"}},
      {"_job_definition", {"arn", "id", "revision"}},
      {"_lambda_function", {"qualified_arn", "qualified_invoke_arn", "version"}},
      {"_lambda_layer_version", {"arn", "id", "version"}},
      {"_launch_configuration", {"arn", "id", "name"}},
      {"_launch_template", {"latest_version"}},
      {"_s3_object", {"etag", "version_id"}},
      {"_sagemaker_endpoint_configuration", {"arn", "id", "name"}},
      {"_sagemaker_model", {"arn", "id", "name"}},
      {"_storage_bucket_object", {"crc32c", "generation", "md5hash", "md5hexhash"}},
      {"_task_definition", {"arn", "id", "revision"}},
      {"aws_instance", {"arn", "id", "private_dns", "private_ip", "public_dns", "public_ip"}},
      {"digitalocean_droplet", {"id", "ipv4_address", "ipv4_address_private", "urn"}},
      {"docker_container", {"id"}},
      {"docker_image", {"id", "image_id", "repo_digest"}},
      {"docker_registry_image", {"id", "sha256_digest"}},
      {"hcloud_server", {"id", "ipv4_address", "ipv6_address"}},
      {"local_file", kFileHashes},
      {"local_sensitive_file", kFileHashes},
      {"null_resource", {"id"}},
      {"random_id", {"b64_std", "b64_url", "dec", "hex", "id"}},
      {"random_integer", {"id", "result"}},
      {"random_pet", {"id"}},
      {"random_string", {"id", "result"}},
      {"random_uuid", {"id", "result"}},
      {"terraform_data", {"id", "output"}},
      {"time_static", {"id", "rfc3339", "unix"}},
  };
  for (const Family& family : kFamilies) {
    if (resource_type.ends_with(family.type)) return family.attributes;
  }
  return {};
}

bool StaysTheSame(std::string_view output) {
  constexpr std::string_view kWords[] = {
      "alarm",   "alias", "autoscaling", "bucket", "cluster", "dns",      "domain",   "endpoint",
      "family",  "host",  "kms",         "log",    "name",    "names",    "policies", "policy",
      "port",    "queue", "role",        "roles",  "secret",  "security", "sg",       "subnet",
      "subnets", "topic", "url",         "urls",   "vpc"};
  // Those that every version has.
  if (output.ends_with("function_arn") || output.ends_with("function_invoke_arn")) return true;
  while (!output.empty()) {
    const std::string_view word = output.substr(0, output.find('_'));
    if (std::ranges::find(kWords, word) != std::end(kWords)) return true;
    output.remove_prefix(std::min(word.size() + 1, output.size()));
  }
  return false;
}

}  // namespace deltaplan::tfvars
