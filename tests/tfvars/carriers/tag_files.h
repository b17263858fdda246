// Tag files in a few characters, for the tests of reading and writing them.
#ifndef DELTAPLAN_TESTS_TFVARS_CARRIERS_TAG_FILES_H
#define DELTAPLAN_TESTS_TFVARS_CARRIERS_TAG_FILES_H

#include <optional>
#include <string>
#include <vector>

#include "tfvars/carriers/tag_carrier.h"

namespace deltaplan::tfvars::testing {

inline const std::vector<std::string> kServices{"api", "clinical-api", "web"};

// "SERVICE=TAG " for each tag, or "<SUMMARY>" of the first fault.
inline std::string Shown(const std::optional<TagMap>& tags, const Diagnostics& diagnostics) {
  if (!tags) return "<" + (diagnostics.empty() ? "?" : diagnostics.front().summary) + ">";
  std::string text;
  for (const auto& [service, tag] : *tags) text += service + "=" + tag + " ";
  return text;
}

inline std::string Read(const std::string& name, const std::string& text,
                        const TagPlace& place = {}) {
  Diagnostics diagnostics;
  return Shown(ReadTags({name, text}, place, kServices, diagnostics), diagnostics);
}

// A file of its own, or "<SUMMARY>" of the first fault.
inline std::string Made(const std::string& name, const TagMap& tags, const TagPlace& place) {
  Diagnostics diagnostics;
  const auto made = NewTagFile(name, place, kServices, tags, diagnostics);
  return made ? *made : Shown(std::nullopt, diagnostics);
}

// The changed text, or "<SUMMARY>" of the first fault.
inline std::string Write(const std::string& name, const std::string& text, const TagMap& changes,
                         const TagPlace& place = {}) {
  Diagnostics diagnostics;
  const auto written = WriteTags({name, text}, place, kServices, changes, diagnostics);
  return written ? *written : Shown(std::nullopt, diagnostics);
}

}  // namespace deltaplan::tfvars::testing

#endif  // DELTAPLAN_TESTS_TFVARS_CARRIERS_TAG_FILES_H
