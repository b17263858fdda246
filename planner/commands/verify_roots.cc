#include "planner/commands/verify_roots.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <utility>

#include "planner/report/sentences.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

// Every name of each root: "roots/0", "0", its directory.
std::multimap<std::string, std::size_t> RootNamesOf(const TerraformTerms& terms) {
  std::multimap<std::string, std::size_t> names;
  for (std::size_t i = 0; i < terms.roots.size(); ++i) {
    const std::string& dir = terms.roots[i].root.dir;
    names.emplace(RootDirectory(terms, i), i);
    names.emplace(std::to_string(i), i);
    names.emplace(dir.empty() ? "." : dir, i);
  }
  return names;
}

// "roots/0 (infra/api), roots/1 (infra/web, workspace prod)"
std::string ListOf(const TerraformTerms& terms) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < terms.roots.size(); ++i) {
    all.push_back(fmt::format("{} ({})", RootDirectory(terms, i),
                              DisplayText(RootText(terms.roots[i].root))));
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

Result<std::size_t> RootNamed(const std::string& name, const TerraformTerms& terms) {
  const auto names = RootNamesOf(terms);
  const auto [begin, end] = names.equal_range(name);
  if (begin != end && std::next(begin) == end) return begin->second;
  return Error{
      .message = begin == end
                     ? fmt::format("--root: the plan has no root module '{}'", DisplayText(name))
                     : fmt::format("--root: '{}' is several root modules", DisplayText(name)),
      .causes = {},
      .remedy = fmt::format("Name one of {}.", ListOf(terms))};
}

Result<RootReviews> OfTheOnly(const Options& options, const PlanDocument& document) {
  std::string file = options.terraform_plan;
  if (file.empty() && options.root_plans.size() == 1) {
    const std::string& text = options.root_plans.front();
    file = text.substr(text.find('=') + 1);
  } else if ((file.empty() && !options.asks_live) || !options.root_plans.empty()) {
    return Error{.message = file.empty() ? "no plan of Terraform is given"
                                         : "the plan has one root module, and takes one Terraform "
                                           "plan",
                 .causes = {},
                 .remedy = "Give what `terraform show -json PLANFILE` prints, as TFPLAN."};
  }
  RootReviews reviews;
  reviews.reviews.push_back(
      {.file = std::move(file), .root = std::nullopt, .planned = document.intent});
  return reviews;
}

}  // namespace

Result<RootReviews> RootReviewsOf(const Options& options, const PlanDocument& document) {
  if (!document.terraform || document.terraform->roots.size() < 2) {
    return OfTheOnly(options, document);
  }
  const TerraformTerms& terms = *document.terraform;
  if (options.terraform_plan.empty() && options.root_plans.empty() && options.asks_live) {
    RootReviews nothing;
    nothing.reviews.push_back({.file = {}, .root = std::nullopt, .planned = document.intent});
    return nothing;
  }
  if (!options.terraform_plan.empty() || options.root_plans.empty()) {
    return Error{.message = fmt::format("the plan has {} root modules, and each has a Terraform "
                                        "plan of its own",
                                        terms.roots.size()),
                 .causes = {},
                 .remedy = fmt::format("Give each with --root ROOT=TFPLAN: {}.", ListOf(terms))};
  }
  std::map<std::size_t, std::string> given;
  for (const std::string& text : options.root_plans) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size()) {
      return Error{.message = fmt::format("--root: '{}' is not ROOT=TFPLAN", DisplayText(text)),
                   .causes = {},
                   .remedy = "Write it like --root roots/0=plan.json."};
    }
    Result<std::size_t> root = RootNamed(text.substr(0, equals), terms);
    if (!root) return std::move(root).error();
    if (!given.emplace(*root, text.substr(equals + 1)).second) {
      return Error{.message = fmt::format("--root: two plans for {}", RootDirectory(terms, *root)),
                   .causes = {},
                   .remedy = "Give one for each root module."};
    }
  }
  RootReviews all;
  for (std::size_t i = 0; i < terms.roots.size(); ++i) {
    const std::string name = RootDirectory(terms, i);
    tfvars::Intent intent = IntentFor(document, terms.roots[i]);
    const auto plan = given.find(i);
    if (plan != given.end()) {
      all.reviews.push_back({.file = plan->second, .root = name, .planned = std::move(intent)});
      continue;
    }
    std::vector<std::string> services;
    for (const tfvars::IntendedService& service : intent.services) {
      if (service.deploys) services.push_back(service.name);
    }
    if (!services.empty()) {
      all.missing.push_back({.kind = findings::RootMissing{.root = terms.roots[i].root},
                             .services = std::move(services),
                             .root = name});
    }
  }
  return all;
}

}  // namespace deltaplan::planner
