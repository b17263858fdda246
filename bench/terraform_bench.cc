// The time that the library takes for Terraform's files, for bench/terraform.
//
//   terraform_bench parse DIRECTORY               reads and parses every *.tf below it
//   terraform_bench set FILE SERVICE TAG [RUNS]   changes one tag of "image_tags", in memory
//
// Prints lines "NAME VALUE"; times are microseconds of the processor,
// the median of the runs.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "tfvars/carriers/tag_carrier.h"
#include "tfvars/hcl/parser.h"

namespace {

namespace tfvars = deltaplan::tfvars;

long long Since(std::clock_t start) {
  return static_cast<long long>(std::clock() - start) * 1'000'000 / CLOCKS_PER_SEC;
}

tfvars::Source Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return {path.string(), std::move(text).str()};
}

int Parse(const char* directory) {
  const std::clock_t start = std::clock();
  std::vector<tfvars::Source> sources;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.path().extension() == ".tf") sources.push_back(Read(entry.path()));
  }
  const long long read = Since(start);
  std::size_t bytes = 0;
  std::vector<tfvars::Body> bodies;
  tfvars::Diagnostics diagnostics;
  for (const tfvars::Source& source : sources) {
    bytes += source.text.size();
    bodies.push_back(tfvars::ParseHcl(source, diagnostics));
  }
  std::printf("files %zu\nbytes %zu\nread %lld\nparse %lld\n", sources.size(), bytes, read,
              Since(start) - read);
  return diagnostics.empty() && !sources.empty() ? 0 : 1;
}

int Set(const char* file, const char* service, const char* tag, int runs) {
  const tfvars::Source source = Read(file);
  std::vector<long long> times;
  for (int run = 0; run < runs; ++run) {
    const std::clock_t start = std::clock();
    tfvars::Diagnostics diagnostics;
    const auto text = tfvars::WriteTags(source, {}, {service}, {{service, tag}}, diagnostics);
    times.push_back(Since(start));
    if (!text || *text == source.text) return 1;
  }
  std::ranges::sort(times);
  std::printf("bytes %zu\nset %lld\n", source.text.size(), times[times.size() / 2]);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string command = count > 1 ? arguments[1] : "";
  if (command == "parse" && count == 3) return Parse(arguments[2]);
  if (command == "set" && count >= 5) {
    return Set(arguments[2], arguments[3], arguments[4], count > 5 ? std::stoi(arguments[5]) : 5);
  }
  std::fputs("usage: terraform_bench parse DIRECTORY | set FILE SERVICE TAG [RUNS]\n", stderr);
  return 2;
}
