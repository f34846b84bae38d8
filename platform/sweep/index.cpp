#include <fmt/format.h>
#include <sqlite3.h>

#include "core/error.hpp"
#include "core/files/new_file.hpp"
#include "platform/sweep/results.hpp"

namespace vapa {

namespace {

/// A database under construction, in one transaction.
class Database {
 public:
  explicit Database(const std::string& file) {
    check(::sqlite3_open(file.c_str(), &db_));
    // The file is made under another name and renamed: no journal, no sync.
    run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
  }
  ~Database() { ::sqlite3_close(db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const char* sql) { check(::sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
  void check(int result) const {
    if (result == SQLITE_OK || result == SQLITE_DONE) return;
    throw InputError(fmt::format("cannot be written: {}", ::sqlite3_errmsg(db_)));
  }
  sqlite3* handle() const noexcept { return db_; }

 private:
  sqlite3* db_ = nullptr;
};

class Insert {
 public:
  Insert(Database& db, const char* sql) : db_(db) {
    db.check(::sqlite3_prepare_v2(db.handle(), sql, -1, &statement_, nullptr));
  }
  ~Insert() { ::sqlite3_finalize(statement_); }
  Insert(const Insert&) = delete;
  Insert& operator=(const Insert&) = delete;

  template <class... Values>
  void operator()(const Values&... values) {
    int column = 0;
    (bind(++column, values), ...);
    db_.check(::sqlite3_step(statement_));
    db_.check(::sqlite3_reset(statement_));
  }

 private:
  void bind(int column, const std::string& text) {
    db_.check(::sqlite3_bind_text(statement_, column, text.c_str(), static_cast<int>(text.size()),
                                  SQLITE_TRANSIENT));
  }
  void bind(int column, double value) {
    db_.check(::sqlite3_bind_double(statement_, column, value));
  }
  void bind(int column, std::uint64_t value) {
    db_.check(::sqlite3_bind_int64(statement_, column, static_cast<sqlite3_int64>(value)));
  }
  void bind(int column, const nlohmann::json& value) {
    if (value.is_number_float()) return bind(column, value.get<double>());
    if (value.is_number()) return bind(column, value.get<std::uint64_t>());
    bind(column, value.is_string() ? value.get<std::string>() : value.dump());
  }

  Database& db_;
  sqlite3_stmt* statement_ = nullptr;
};

constexpr const char* schema = R"sql(
CREATE TABLE workload (id INTEGER PRIMARY KEY, name TEXT, hash TEXT,
                       skip INTEGER, warmup INTEGER, "limit" INTEGER);
CREATE TABLE point (id INTEGER PRIMARY KEY, hash TEXT, workload INTEGER REFERENCES workload,
                    state TEXT, tlb_bits INTEGER, walk_cache_bits INTEGER,
                    tlb_area INTEGER, tlb_area_extrapolated INTEGER, deaths TEXT);
CREATE TABLE axis (point INTEGER REFERENCES point, key TEXT, value TEXT);
CREATE TABLE config (point INTEGER REFERENCES point, key TEXT, value);
CREATE TABLE stat (point INTEGER REFERENCES point, name TEXT, value);
CREATE TABLE metric (point INTEGER REFERENCES point, name TEXT, value REAL);
CREATE TABLE unit (name TEXT PRIMARY KEY, unit TEXT);
)sql";

void fill(Database& db, const SweepResults& results) {
  const SweepDescription& d = results.description();
  Insert workload(db, "INSERT INTO workload VALUES (?,?,?,?,?,?)");
  for (std::uint64_t i = 0; i < d.workloads.size(); ++i) {
    const SweepWorkload& w = d.workloads[i];
    workload(i, w.name, w.hash, w.skip, w.warmup, w.limit);
  }
  Insert unit(db, "INSERT INTO unit VALUES (?,?)");
  for (const auto& [name, text] : results.units) unit(name, text);
  Insert point(db, "INSERT INTO point VALUES (?,?,?,?,?,?,?,?,?)");
  Insert axis(db, "INSERT INTO axis VALUES (?,?,?)");
  Insert config(db, "INSERT INTO config VALUES (?,?,?)");
  Insert stat(db, "INSERT INTO stat VALUES (?,?,?)");
  Insert metric(db, "INSERT INTO metric VALUES (?,?,?)");
  for (std::uint64_t i = 0; i < results.rows.size(); ++i) {
    const SweepRow& row = results.rows[i];
    const SweepPlace& place = row.place;
    const std::string state = row.done ? "done" : row.failure ? row.failure->reason : "not run";
    const Costs& costs = place.costs;
    point(i, place.hash, std::uint64_t{place.workload}, state, costs.tlb_bits,
          costs.walk_cache_bits, costs.tlb_area, costs.tlb_area_extrapolated,
          fmt::format("{}", fmt::join(row.deaths, "; ")));
    for (std::size_t a = 0; a < d.axes.size(); ++a) {
      for (std::size_t k = 0; k < d.axes[a].keys.size(); ++k) {
        axis(i, d.axes[a].keys[k], d.axes[a].values[place.at[a]][k]);
      }
    }
    for (std::size_t k = 0; k < row.config.size(); ++k) {
      if (!row.config[k].is_null()) config(i, results.config_keys[k], row.config[k]);
    }
    for (std::size_t s = 0; s < row.stats.size(); ++s) {
      if (!row.stats[s].is_null()) stat(i, results.stat_names[s], row.stats[s]);
    }
    for (std::size_t m = 0; m < row.metrics.size(); ++m) {
      if (row.metrics[m]) metric(i, d.metrics[m].name, *row.metrics[m]);
    }
  }
}

}  // namespace

void write_index(const SweepResults& results, const std::filesystem::path& file) {
  NewFile unfinished(file.string());
  try {
    Database db(unfinished.name_so_far());
    db.run(schema);
    fill(db, results);
    db.run("CREATE INDEX stat_by_name ON stat (name, point)");
    db.run("CREATE INDEX config_by_key ON config (key, point)");
    db.run("COMMIT");
  } catch (const InputError& e) {
    throw InputError(fmt::format("{}: {}", file.string(), e.what()));
  }
  unfinished.commit();
}

}  // namespace vapa
