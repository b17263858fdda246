// Carriers of tags: after a change that succeeds the new tags stand there, all others are what they
// were, and the text differs only in one stretch around each changed tag. The first byte chooses
// the syntax and the place of the tags.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/syntax_checks.h"
#include "tfvars/carriers/tag_carrier.h"
#include "tfvars/text/utf8.h"

namespace {

using deltaplan::fuzz::Require;
namespace fuzz = deltaplan::fuzz;
namespace tfvars = deltaplan::tfvars;
using Form = tfvars::TagPlace::Form;
using Content = tfvars::TagPlace::Content;

const std::vector<std::string> kServices{"api", "clinical-api", "web"};

const std::array<tfvars::TagPlace, 8> kPlaces{{
    {},
    {.path = "{service_id}_tag", .form = Form::kScalar},
    {.path = "image_tag", .form = Form::kScalar},
    {.path = "services.{service}.image_tag", .form = Form::kScalar},
    {.path = "image_tags", .form = Form::kJson},
    {.path = "locals.images", .form = Form::kMap, .content = Content::kImage},
    {.path = "variable.image_tags.default", .form = Form::kMap},
    {.path = "images.{service}", .form = Form::kScalar, .content = Content::kImage},
}};

// What is left between the beginnings and ends that are the same is no more than the tag as it is
// written there: each character escaped twice at most, quotes, the digest behind an image.
bool DiffersAtOnePlace(std::string_view before, std::string_view after, std::string_view tag) {
  const auto front = std::ranges::mismatch(before, after);
  const auto back = std::mismatch(before.rbegin(), std::make_reverse_iterator(front.in1),
                                  after.rbegin(), std::make_reverse_iterator(front.in2));
  const auto left = back.second.base() - front.in2;
  return static_cast<std::size_t>(std::max<std::ptrdiff_t>(left, 0)) <= tag.size() * 12 + 4;
}

void CheckChange(const tfvars::Source& source, const tfvars::TagPlace& place,
                 const tfvars::TagMap& tags, const std::string& service) {
  const std::string tag = "9f1c\"2ab";
  const std::string plain = place.content == Content::kImage ? "9f1c2ab" : tag;
  tfvars::TagMap changes{{service, plain}};
  const bool is_shared = place.form == Form::kScalar && place.path == "image_tag";
  if (is_shared) {
    for (const std::string& one : kServices) changes[one] = plain;
  }
  tfvars::Diagnostics diagnostics;
  const auto written = tfvars::WriteTags(source, place, kServices, changes, diagnostics);
  Require(written.has_value() == diagnostics.empty());
  fuzz::CheckDiagnostics(diagnostics, source);
  // Writers read again what they wrote. That is for faults that nobody knows: here they are found.
  Require(std::ranges::find(diagnostics, "Tags that can't be written",
                            &tfvars::Diagnostic::summary) == diagnostics.end());
  if (!written) return;
  tfvars::TagMap expected = tags;
  for (const auto& [name, changed] : changes) expected[name] = changed;
  const tfvars::Source again{source.name, *written};
  const auto read = tfvars::ReadTags(again, place, kServices, diagnostics);
  Require(read == expected);
  if (tags.contains(service)) {
    // In JSON inside of a string, what is no UTF-8 becomes U+FFFD.
    Require(tfvars::FirstBadUtf8(source.text) || DiffersAtOnePlace(source.text, *written, plain));
    // A second change to the same tags has nothing to do.
    Require(tfvars::WriteTags(again, place, kServices, changes, diagnostics) == *written);
  }
}

void Check(std::string_view text) {
  if (text.empty()) return;
  const auto choice = static_cast<std::uint8_t>(text.front());
  const tfvars::TagPlace& place = kPlaces.at(choice % kPlaces.size());
  const bool is_json = (choice & 0x80U) != 0;
  const tfvars::Source source{is_json ? "x.tfvars.json" : "x.tfvars", std::string(text.substr(1))};
  tfvars::Diagnostics diagnostics;
  const auto tags = tfvars::ReadTags(source, place, kServices, diagnostics);
  Require(tags.has_value() == diagnostics.empty());
  fuzz::CheckDiagnostics(diagnostics, source);
  // A service that is not ASCII keeps every map from the quick way of plain ones.
  std::vector<std::string> parsed = kServices;
  parsed.emplace_back("\xc3\xa9");
  tfvars::Diagnostics ignored;
  const bool is_of_all = place.form == Form::kScalar && place.path == "image_tag";
  Require(is_of_all || tfvars::ReadTags(source, place, parsed, ignored) == tags);
  if (!tags) return;
  for (const std::string& service : kServices) CheckChange(source, place, *tags, service);
  if (!tags->empty()) CheckChange(source, place, *tags, tags->rbegin()->first);
  Require(tfvars::WriteTags(source, place, kServices, *tags, diagnostics) == source.text ||
          !diagnostics.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
