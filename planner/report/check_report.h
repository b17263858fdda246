// What `deltaplan check` prints about a configuration that is valid.
#ifndef DELTAPLAN_PLANNER_REPORT_CHECK_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_CHECK_REPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "planner/model/platform.h"
#include "planner/model/warning.h"

namespace deltaplan::planner {

/// One line: how many services, packages, build inputs and environments there are, and how many
/// warnings of them.
std::string CheckSummary(const std::string& config, const Platform& platform,
                         std::size_t environments, std::size_t warnings);
/// A line for each service: name, path, image, and the packages that it depends on directly. Unless
/// `all`, packages are cut after six, and more services than twenty are counted only.
std::string CheckedServices(const Platform& platform, bool all);
/// The packages that count for a service directly: with "dependencies": "all" every one.
std::vector<std::string> PackagesOf(const Platform& platform, const Service& service);

/// One sentence where every package counts for every service because nothing else was written; else
/// "".
std::string PackagesNote(const Platform& platform);
/// Which files of workspaces nobody has to name as build inputs; empty where there are none.
std::string ReadFilesNote(const std::vector<graph::RepoPath>& files);

/// A path of head that no service, package, build input or ignore rule owns.
struct UnownedPath {
  std::string path;
  bool is_directory = false;
};

/// What its name says that it may be: "lockfile", "build_settings", "image_build", or "other".
const char* KindOf(const UnownedPath& path);

/// The paths by what they may be, the ones that shape builds first; "" where there are none. Unless
/// `all`, others are cut after twelve.
std::string UnownedText(const std::vector<UnownedPath>& paths, bool all);

/// A warning, and the environments that it is about, in the order of the file.
struct EnvironmentWarning {
  std::vector<std::string> environments;
  Warning warning;
};

/// Adds what there is to warn of in `environment`. What was said of others in the same words gets
/// its name, too.
void AddWarnings(const std::string& environment, Warnings warnings,
                 std::vector<EnvironmentWarning>& all);
/// Messages as those of `WarningLines`, those about the same environments together; where there are
/// `several` of them, each message begins with its own.
std::string EnvironmentWarningLines(const std::vector<EnvironmentWarning>& warnings, bool several,
                                    bool verbose);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_CHECK_REPORT_H_
