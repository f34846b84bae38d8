#include "platform/sweep/keyed_config.hpp"

#include "platform/config/value.hpp"

namespace vapa {

namespace {

struct AsOperand {
  std::optional<Operand> operator()(const bool* v) const { return *v ? 1.0 : 0.0; }
  std::optional<Operand> operator()(const std::uint32_t* v) const { return double{*v * 1.0}; }
  std::optional<Operand> operator()(const std::uint64_t* v) const {
    return static_cast<double>(*v);
  }
  std::optional<Operand> operator()(const double* v) const { return *v; }
  std::optional<Operand> operator()(const Bytes* v) const { return static_cast<double>(v->value); }
  std::optional<Operand> operator()(const std::string* v) const { return *v; }
  std::optional<Operand> operator()(const EnumRef& v) const {
    return std::string(v.names[*v.value]);
  }
  std::optional<Operand> operator()(const std::vector<Bytes>*) const { return std::nullopt; }
  std::optional<Operand> operator()(const std::vector<std::uint32_t>*) const {
    return std::nullopt;
  }
};

struct AsKind {
  template <class T>
  NameKind operator()(const T*) const {
    return NameKind::number();
  }
  template <class T>
  NameKind operator()(const std::vector<T>*) const {
    return NameKind::list();
  }
  NameKind operator()(const std::string*) const { return NameKind::word({}); }
  NameKind operator()(const EnumRef& v) const {
    return NameKind::word({v.names.begin(), v.names.end()});
  }
};

}  // namespace

KeyedConfig::KeyedConfig(const SystemConfig& config) : config_(config) {
  config_.describe(schema_);
  for (std::size_t i = 0; i < schema_.fields().size(); ++i) index_[schema_.fields()[i].key] = i;
}

const Field* KeyedConfig::find(const std::string& key) const {
  const auto it = index_.find(key);
  return it == index_.end() ? nullptr : &schema_.fields()[it->second];
}

std::vector<std::string> KeyedConfig::keys() const {
  std::vector<std::string> out;
  for (const Field& field : schema_.fields()) out.push_back(field.key);
  return out;
}

// It changes the configuration through the pointers of the schema.
// NOLINTNEXTLINE(readability-make-member-function-const)
std::optional<std::string> KeyedConfig::assign(const std::string& key, std::string_view text) {
  return vapa::assign(find(key)->ref, parse_value(text));
}

std::optional<Operand> KeyedConfig::operand(const std::string& key) const {
  const Field* field = find(key);
  return field == nullptr ? std::nullopt : std::visit(AsOperand{}, field->ref);
}

NameKind KeyedConfig::kind(const std::string& key) const {
  return std::visit(AsKind{}, find(key)->ref);
}

}  // namespace vapa
