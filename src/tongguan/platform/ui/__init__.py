"""The design system: layouts, components, tables, forms, icons, charts and the translations' compiler."""
